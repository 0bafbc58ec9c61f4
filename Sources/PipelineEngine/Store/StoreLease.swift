internal import Glibc

/// The right to use a store's objects, held by runs together, or to remove some, held alone.
///
/// It is a lock of the kernel's, so that a killed holder leaves none.
final class StoreLease: Sendable {
    /// `nil` for a store that cannot be written to: nobody can remove anything from it either.
    private let file: OpenFile?

    private init(_ file: OpenFile?) { self.file = file }

    deinit {
        // Closing alone would leave the lock to a child that is between fork and exec.
        if let file { _ = flock(file.descriptor, LOCK_UN) }
    }

    /// For a run. Waits while objects are being removed; whoever is the only one clears away first
    /// what killed runs left half-written.
    static func share(_ store: ArtifactStore) throws(FileError) -> StoreLease {
        guard let file = try open(store) else { return StoreLease(nil) }
        if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 {
            try? FileTree.remove(store.incomingFolder)
        }
        while flock(file.descriptor, LOCK_SH) != 0 {
            guard errno == EINTR else { throw FileError("lock", file.path, code: errno) }
        }
        return StoreLease(file)
    }

    /// For whoever removes objects.
    ///
    /// - Throws: `StoreInUse` while a run, perhaps another project's, uses the store.
    static func own(_ store: ArtifactStore) throws -> StoreLease {
        guard let file = try open(store) else {
            throw FileError("write to", store.root, code: EROFS)
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw StoreInUse(path: store.root)
        }
        return StoreLease(file)
    }

    private static func open(_ store: ArtifactStore) throws(FileError) -> OpenFile? {
        do {
            return try OpenFile(store.lockPath, flags: O_RDWR | O_CREAT, mode: 0o666)
        } catch {
            guard error.code == EROFS || error.code == EACCES else { throw error }
            return try? OpenFile(store.lockPath, flags: O_RDONLY)
        }
    }
}

/// Somebody uses the store whose objects were to be removed.
package struct StoreInUse: Error, Hashable {
    package var path: String
}

extension StoreInUse: CustomStringConvertible {
    package var description: String {
        "a run uses the store '\(path)', so nothing is removed from it; try again when it has ended"
    }
}
