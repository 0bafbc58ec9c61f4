internal import Glibc

/// The right to look for what a store can do without and to remove it, held by one at a time.
///
/// Runs go on meanwhile, and what they stand on is in their leases. A lease whose holder ends while
/// this is held stays: its records may have been written after they were looked for here.
package final class CollectionRight: Sendable {
    /// A run that ends shares the lock for an instant; the patience for that.
    private static let attempts = 100
    private static let pauseMicroseconds: useconds_t = 20_000

    let store: ArtifactStore
    private let lock: KernelLock

    /// - Throws: `StoreInUse` while somebody else removes objects or checks them, `FileError`.
    package init(_ space: ProjectSpace) throws {
        try space.prepare()
        let store = ArtifactStore(root: space.storeFolder)
        self.store = store
        lock = try Self.lock(store)
        // What these have made is in the records by now.
        try whileGateIsClosed { try LeaseFile.removeDead(in: store) }
        try FileTree.remove(store.removedFolder)
    }

    deinit {
        try? whileGateIsClosed { try LeaseFile.removeDead(in: store) }
        withExtendedLifetime(lock) {}
    }

    /// As long as it goes on, nobody comes to need anything of the store.
    func whileGateIsClosed<Result>(_ body: () throws -> Result) throws -> Result {
        let gate = try KernelLock(store.gatePath, LOCK_EX)
        defer { withExtendedLifetime(gate) {} }
        return try body()
    }

    private static func lock(_ store: ArtifactStore) throws -> KernelLock {
        for _ in 0..<attempts {
            do throws(FileError) {
                return try KernelLock(store.collectionPath, LOCK_EX | LOCK_NB)
            } catch {
                guard error.code == EWOULDBLOCK else { throw error }
            }
            usleep(pauseMicroseconds)
        }
        throw StoreInUse(path: store.root)
    }
}

/// Keeps everybody from removing objects, for whoever looks at all of them.
final class CollectionVeto: Sendable {
    /// `nil` for a store that is not there, or that this process may not even lock.
    private let lock: KernelLock?

    /// Waits while objects are being removed.
    init(_ store: ArtifactStore) throws(FileError) {
        guard try FileStatus.following(store.root) != nil else {
            lock = nil
            return
        }
        do {
            lock = try KernelLock(store.collectionPath, LOCK_SH)
        } catch {
            guard error.code == EROFS || error.code == EACCES else { throw error }
            lock = try? KernelLock(reading: store.collectionPath, LOCK_SH)
        }
    }
}

/// Somebody removes or checks the objects that were to be removed.
package struct StoreInUse: Error, Hashable {
    package var path: String
}

extension StoreInUse: CustomStringConvertible {
    package var description: String {
        """
        another gc, or verify --store, is at work on the store '\(path)'; try again when it has ended
        """
    }
}
