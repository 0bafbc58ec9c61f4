internal import FoundationEssentials
internal import Glibc

/// The right to change a project's state, held by one process at a time.
///
/// It is a lock of the kernel's, so that a killed holder leaves none; children do not inherit it.
package final class RunLock: Sendable {
    /// Whoever asks for the holder takes a shared lock for an instant; the patience for that.
    private static let attempts = 40
    private static let pauseMicroseconds: useconds_t = 5000

    private let file: OpenFile

    private init(_ file: OpenFile) { self.file = file }

    deinit {
        // Closing alone would leave the lock to a child that is between fork and exec.
        _ = flock(file.descriptor, LOCK_UN)
    }

    /// - Throws: `LockHeld` when another process holds it, `FileError` else.
    package static func acquire(_ space: ProjectSpace, command: String) throws -> RunLock {
        let file = try OpenFile(space.lockPath, flags: O_RDWR | O_CREAT)
        guard try lock(file) else {
            throw LockHeld(path: space.lockPath, holder: holder(in: file))
        }
        let holder = LockHolder(
            pid: getpid(), user: userName(), host: Host.name(), since: Clock.timestamp(),
            command: command)
        guard ftruncate(file.descriptor, 0) == 0 else {
            throw FileError("write", space.lockPath, code: errno)
        }
        try file.seek(to: 0)
        try file.write(Array(try RecordCoding.encode(holder)))
        return RunLock(file)
    }

    /// - Returns: whether the lock was free, or held so briefly that no run can have held it.
    private static func lock(_ file: OpenFile) throws(FileError) -> Bool {
        for attempt in 1...attempts {
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw FileError("lock", file.path, code: errno)
            }
            if attempt < attempts { usleep(pauseMicroseconds) }
        }
        return false
    }

    /// Who holds the lock at the moment, as far as one can tell without taking it.
    package static func holder(of space: ProjectSpace) -> LockHolder? {
        guard let file = try? OpenFile(space.lockPath, flags: O_RDONLY),
            flock(file.descriptor, LOCK_SH | LOCK_NB) != 0
        else { return nil }
        return holder(in: file)
    }

    private static func holder(in file: OpenFile) -> LockHolder? {
        guard let content = try? FileContent.read(file.path) else { return nil }
        return try? RecordCoding.decode(LockHolder.self, from: content)
    }

    private static func userName() -> String {
        guard let record = unsafe getpwuid(getuid()) else { return "\(getuid())" }
        return unsafe String(cString: record.pointee.pw_name)
    }
}

package struct LockHolder: Codable, Hashable, Sendable {
    package var pid: Int32
    package var user: String
    package var host: String
    /// When the lock was taken.
    package var since: String
    package var command: String
}

/// Another run is going on.
package struct LockHeld: Error, Hashable {
    package var path: String
    /// `nil` in the instant before the holder has written its name.
    package var holder: LockHolder?
}

extension LockHeld: CustomStringConvertible {
    package var description: String {
        guard let holder else { return "another run holds '\(path)'" }
        return """
            another run holds '\(path)': process \(holder.pid) of \(holder.user) on \
            \(holder.host), since \(holder.since): \(holder.command)
            """
    }
}
