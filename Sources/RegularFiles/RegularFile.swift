internal import Glibc

/// A regular file open for reading at any place; closed when its owner is gone.
///
/// What goes wrong with it is told as its reader's own error, which knows the file's name and the remedy.
package struct RegularFile<Failure: Error>: ~Copyable {
    /// In bytes, when it was opened.
    package let size: Int
    package let descriptor: Int32
    private let failure: (RegularFileProblem) -> Failure

    /// - Parameter failure: what to throw.
    /// - Throws: when the file cannot be opened, or is a folder, pipe or device.
    package init(
        _ path: String, failure: @escaping (RegularFileProblem) -> Failure
    ) throws(Failure) {
        // Without O_NONBLOCK a named pipe would be waited for, for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw failure(.system("cannot be opened", code: errno))
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw failure(.system("cannot be examined", code: code))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw failure(.notRegular)
        }
        self.descriptor = descriptor
        self.failure = failure
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads at a place, as much as comes at once.
    ///
    /// - Returns: the number of bytes; 0 at the file's end.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(Failure) -> Int {
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw failure(.system("cannot be read", code: errno))
            }
        }
    }

    /// The bytes of a range within the file.
    package func bytes(_ range: Range<Int>) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = unsafe try bytes.withUnsafeMutableBufferPointer {
                (buffer) throws(Failure) in
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[done...])
                return unsafe try read(into: rest, at: range.lowerBound + done)
            }
            guard count > 0 else { throw failure(.shrunk) }
            done += count
        }
        return bytes
    }
}

/// Why a file does not give its bytes.
package enum RegularFileProblem: Hashable {
    /// What cannot be done, such as `cannot be opened`.
    case system(String, code: Int32)
    case notRegular
    /// It was longer when it was opened.
    case shrunk
}

extension RegularFileProblem: CustomStringConvertible {
    /// What is wrong with the file, such as `cannot be opened (No such file or directory)`.
    package var description: String {
        switch self {
        case .system(let action, let code):
            "\(action) (\(unsafe String(cString: strerror(code))))"
        case .notRegular: "is not a regular file"
        case .shrunk: "became shorter while it was read"
        }
    }
}
