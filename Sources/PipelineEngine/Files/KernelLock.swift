internal import Glibc

/// A lock of the kernel's on a file, so that a killed holder leaves none.
final class KernelLock: Sendable {
    private let file: OpenFile

    /// Makes the file where it is missing.
    ///
    /// - Parameter mode: `LOCK_SH` or `LOCK_EX`, with `LOCK_NB` for not waiting.
    /// - Throws: `FileError`, with the code `EWOULDBLOCK` when somebody else has it.
    convenience init(_ path: String, _ mode: Int32) throws(FileError) {
        try self.init(Self.file(path), mode)
    }

    /// For whoever may only read the file, which has to be there.
    convenience init(reading path: String, _ mode: Int32) throws(FileError) {
        try self.init(OpenFile(path, flags: O_RDONLY), mode)
    }

    private init(_ file: OpenFile, _ mode: Int32) throws(FileError) {
        guard Self.take(file, mode) else { throw FileError("lock", file.path, code: errno) }
        self.file = file
    }

    // Closing alone would leave the lock to a child that is between fork and exec.
    deinit { Self.release(file) }

    /// The file to lock; anybody may share it with its maker.
    static func file(_ path: String) throws(FileError) -> OpenFile {
        do {
            return try OpenFile(path, flags: O_RDWR | O_CREAT, mode: 0o666)
        } catch {
            guard error.code == EACCES else { throw error }
            return try OpenFile(path, flags: O_RDONLY)
        }
    }

    /// - Returns: whether the lock is held now; else `errno` says why not.
    static func take(_ file: OpenFile, _ mode: Int32) -> Bool {
        while flock(file.descriptor, mode) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }

    static func release(_ file: OpenFile) { _ = flock(file.descriptor, LOCK_UN) }
}
