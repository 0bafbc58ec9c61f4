internal import Glibc

/// An open file that no child process inherits; closed with its owner.
final class OpenFile: Sendable {
    let descriptor: Int32
    let path: String

    /// Opens `path` with `flags` (of `open`), close-on-exec.
    init(_ path: String, flags: Int32, mode: mode_t = 0o644) throws(FileError) {
        var result: Int32
        repeat {
            result = unsafe open(path, flags | O_CLOEXEC, mode)
        } while result < 0 && errno == EINTR
        guard result >= 0 else {
            let operation = flags & O_CREAT != 0 ? "create" : "open"
            throw FileError(operation, path, code: errno)
        }
        descriptor = result
        self.path = path
    }

    deinit { close(descriptor) }

    /// Fills `buffer` as far as the file goes.
    ///
    /// - Returns: the number of bytes read; 0 at the end of the file.
    func read(into buffer: inout [UInt8]) throws(FileError) -> Int {
        var count: Int
        repeat {
            count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw FileError("read", path, code: errno) }
        return count
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("write", path, code: errno) }
            written += count
        }
    }

    func seek(to offset: Int64) throws(FileError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw FileError("seek in", path, code: errno)
        }
    }

    /// Forces content and metadata to the disk.
    func synchronise() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("sync", path, code: errno) }
    }
}
