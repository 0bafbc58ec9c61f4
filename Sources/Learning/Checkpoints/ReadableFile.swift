internal import Glibc

/// A regular file open for reading at any place; closed when the last owner is gone.
struct ReadableFile: ~Copyable {
    /// In bytes, when it was opened.
    let size: Int
    private let descriptor: Int32
    private let path: String

    /// - Throws: when the file cannot be opened, or is a folder, pipe or device.
    init(_ path: String) throws(TensorFileError) {
        // Without O_NONBLOCK a named pipe would be waited for, for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path, "cannot be opened", errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(path, "cannot be examined", code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular(path)
        }
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The bytes of a range within the file.
    func bytes(_ range: Range<Int>) throws(TensorFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                return unsafe pread(
                    descriptor, rest.baseAddress, rest.count, range.lowerBound + done)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .system(path, "cannot be read", errno)
            }
            guard count > 0 else { throw .shrunk(path) }
            done += count
        }
        return bytes
    }
}

extension TensorFileError {
    fileprivate static func system(
        _ path: String, _ problem: String, _ code: Int32
    ) -> TensorFileError {
        TensorFileError(path, "\(problem): \(unsafe String(cString: strerror(code)))")
    }

    fileprivate static func notRegular(_ path: String) -> TensorFileError {
        TensorFileError(path, "is not a regular file")
    }

    fileprivate static func shrunk(_ path: String) -> TensorFileError {
        TensorFileError(path, "became shorter while it was read")
    }
}
