internal import Glibc
internal import SystemPackage

/// A system call on a file failed.
struct DiskFault: Error, Hashable, CustomStringConvertible {
    /// What was tried, as it stands after "cannot": `read`, `create the folder`.
    let operation: String
    let path: String
    /// The system's `errno`.
    let code: Int32

    var isFull: Bool { code == ENOSPC || code == EDQUOT }

    var description: String { "cannot \(operation) '\(path)': \(Errno(rawValue: code))" }
}

/// An open file that no child process inherits; closed with its owner.
final class DiskFile {
    let path: String
    private let descriptor: Int32

    /// Opens `path` with `flags` (of `open`), close-on-exec.
    init(_ path: String, flags: Int32, mode: mode_t = 0o644) throws(DiskFault) {
        var result: Int32
        repeat {
            result = unsafe open(path, flags | O_CLOEXEC, mode)
        } while result < 0 && errno == EINTR
        guard result >= 0 else {
            let operation = flags & O_CREAT != 0 ? "create" : "open"
            throw DiskFault(operation: operation, path: path, code: errno)
        }
        descriptor = result
        self.path = path
    }

    deinit { close(descriptor) }

    func status() throws(DiskFault) -> stat {
        var record = stat()
        guard unsafe fstat(descriptor, &record) == 0 else { throw fault("inspect") }
        return record
    }

    /// Fills `buffer` as far as the file goes.
    ///
    /// - Returns: the number of bytes read; 0 at the end of the file.
    func read(into buffer: inout [UInt8]) throws(DiskFault) -> Int {
        var count: Int
        repeat {
            count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw fault("read") }
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(DiskFault) {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw fault("write") }
            written += count
        }
    }

    func write(_ bytes: [UInt8]) throws(DiskFault) {
        var failure: DiskFault?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(DiskFault) {
                try unsafe write(buffer)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Cuts the file off, and writes from there on.
    func truncate(to size: Int) throws(DiskFault) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw fault("shorten") }
        try seek(to: size)
    }

    func seek(to offset: Int) throws(DiskFault) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw fault("seek in") }
    }

    func setMode(_ mode: mode_t) throws(DiskFault) {
        guard fchmod(descriptor, mode) == 0 else { throw fault("change the permissions of") }
    }

    /// Forces content and metadata to the disk.
    func synchronise() throws(DiskFault) {
        guard fsync(descriptor) == 0 else { throw fault("sync") }
    }

    /// Shares the blocks of another file, where the file system can do that.
    ///
    /// - Returns: whether this file now has that one's content.
    func shareBlocks(of source: DiskFile) -> Bool {
        // FICLONE of <linux/fs.h>: _IOW(0x94, 9, int).
        let cloneRequest: UInt = 0x4004_9409
        return ioctl(descriptor, cloneRequest, source.descriptor) == 0
    }

    /// Takes the kernel's exclusive lock on the file, which dies with its holder.
    ///
    /// - Returns: whether it was free.
    func lock() throws(DiskFault) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK || errno == EINTR else { throw fault("lock") }
        return false
    }

    /// Closing alone would leave the lock to a child that is between fork and exec.
    func unlock() { _ = flock(descriptor, LOCK_UN) }

    private func fault(_ operation: String) -> DiskFault {
        DiskFault(operation: operation, path: path, code: errno)
    }
}
