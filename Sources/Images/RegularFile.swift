internal import Glibc

/// A regular file open for reading; closed when its owner is gone.
struct RegularFile: ~Copyable {
    let path: String
    /// In bytes, when it was opened.
    let size: Int
    let descriptor: Int32

    /// - Throws: when the file cannot be opened, or is a folder, pipe or device.
    init(_ path: String) throws(ImageFileError) {
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

    /// The file's first bytes: `count` of them, or all where it has fewer.
    func start(_ count: Int) throws(ImageFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(count, size))
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, done)
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

extension ImageFileError {
    fileprivate static func notRegular(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "is not a regular file", remedy: "name a file of pictures")
    }

    fileprivate static func shrunk(_ path: String) -> ImageFileError {
        ImageFileError(
            path: path, problem: "became shorter while it was read",
            remedy: "leave the file alone while it is read")
    }
}
