internal import Glibc

/// The right to change the pins, held by one process at a time.
///
/// It is a kernel's lock on a file beside the pins, which its holder removes: a killed process
/// leaves no lock, and at most an empty file. A lock on the folder itself would need no file, but
/// network file systems refuse that.
struct PinLock {
    /// A holder needs milliseconds.
    private static let patience = Duration.seconds(10)
    private static let pauseMicroseconds: useconds_t = 5000

    private let descriptor: Int32
    private let path: String

    /// Calls `body` while no other process does so for the same pins.
    ///
    /// - Throws: `.locked` when another process does not let go, `.unwritable` when the lock can't
    ///   be made, and what `body` throws.
    static func holding<Result>(
        besides pinFile: String, _ body: () throws(PinFileError) -> Result
    ) throws(PinFileError) -> Result {
        let lock = try PinLock(besides: pinFile)
        defer { lock.release() }
        return try body()
    }

    private init(besides pinFile: String) throws(PinFileError) {
        path = Self.hidden(pinFile, suffix: ".lock")
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw .unwritable(operation: "create", path: path, code: errno)
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                if Self.isStill(path, descriptor) {
                    self.descriptor = descriptor
                    return
                }
                // Its holder has removed the file since it was opened: that lock protects nothing.
                close(descriptor)
                continue
            }
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK || code == EINTR else {
                throw .unwritable(operation: "lock", path: path, code: code)
            }
            guard ContinuousClock.now < deadline else { throw .locked(path: path) }
            usleep(Self.pauseMicroseconds)
        }
    }

    /// Ends the lock and removes its file.
    private func release() {
        // Removed while the lock is held: nobody can hold another lock on a file of this name.
        _ = unsafe unlink(path)
        // Closing alone would leave the lock to a child that is between fork and exec.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// `folder/.name` with a suffix, for a file `folder/name`.
    static func hidden(_ path: String, suffix: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return "\(folder(of: path))/.\(name)\(suffix)"
    }

    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// Whether the open file is the one that has the name.
    private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
        var named = stat()
        var open = stat()
        return unsafe stat(path, &named) == 0 && fstat(descriptor, &open) == 0
            && named.st_ino == open.st_ino && named.st_dev == open.st_dev
    }
}
