internal import Glibc

/// Why a file's bytes could not be had.
package enum FileProblem: Error, Hashable {
    case missing
    case notRegular
    case tooLarge(byteCount: Int)
    /// The system's own words.
    case unreadable(String)
}

/// Reads regular files whole, with a limit that is checked before anything is read.
package enum FileContents {
    /// The bytes of the file at `path`.
    ///
    /// - Throws: `.tooLarge` for more than `limit` bytes, also when the file grows meanwhile.
    package static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw problem(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLarge(byteCount: Int(status.st_size)) }
        return try readToEnd(descriptor, expecting: Int(status.st_size), limit: limit)
    }

    private static func readToEnd(
        _ descriptor: Int32, expecting size: Int, limit: Int
    ) throws(FileProblem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= limit else { throw .tooLarge(byteCount: count) }
                bytes.append(contentsOf: repeatElement(0, count: count))
            }
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw problem(errno)
            }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw .tooLarge(byteCount: count) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func problem(_ code: Int32) -> FileProblem {
        guard code != ENOENT else { return .missing }
        guard let text = unsafe strerror(code) else { return .unreadable("error \(code)") }
        return .unreadable(unsafe String(cString: text))
    }
}
