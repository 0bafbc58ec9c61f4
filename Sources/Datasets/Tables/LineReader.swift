internal import Glibc

/// Reads a text file in pieces that end where a line does; closes it with its owner.
struct LineReader: ~Copyable {
    /// A longer line is refused: it is no row of numbers, and what holds it would be unbounded.
    static let longestLine = 1 << 20

    /// In bytes, when it was opened.
    let fileSize: Int
    /// The current piece, and in it, up to `end`, whole lines.
    private(set) var bytes: [UInt8]
    private(set) var end = 0

    private let path: String
    private let descriptor: Int32
    private let capacity: Int
    private var filled = 0
    private var isAtEnd = false

    /// - Throws: when the file cannot be opened, or is a folder, pipe or device.
    init(path: String) throws(CSVError) {
        // Without O_NONBLOCK a named pipe would be waited for, for ever.
        descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
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
        fileSize = Int(status.st_size)
        // Room for one byte more than a small file has, so that its end is seen, and for the line
        // feed that the last line may lack.
        capacity = min(Self.longestLine, fileSize + 1)
        bytes = Array(repeating: 0, count: capacity + 1)
    }

    deinit { close(descriptor) }

    /// Goes on to the next piece, which begins where the whole lines of this one end.
    ///
    /// - Parameter line: how many lines there were so far, for messages.
    /// - Returns: whether there is one.
    mutating func advance(after line: Int) throws(CSVError) -> Bool {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[end..<filled])
            unsafe buffer.copyMemory(from: rest)
        }
        filled -= end
        try fill()
        if isAtEnd, filled > 0, !Self.endsLine(bytes[filled - 1]) {
            bytes[filled] = UInt8(ascii: "\n")
            filled += 1
        }
        end = (bytes[..<filled].lastIndex(where: Self.endsLine) ?? -1) + 1
        guard end > 0 || isAtEnd else { throw .longLine(path, line + 1) }
        return end > 0
    }

    private static func endsLine(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private mutating func fill() throws(CSVError) {
        while !isAtEnd, filled < capacity {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: buffer[filled..<capacity])
                return unsafe read(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(path, "cannot be read", errno) }
            filled += count
            isAtEnd = count == 0
        }
    }
}

extension CSVError {
    fileprivate static func system(
        _ path: String, _ problem: String, _ code: Int32
    ) -> CSVError {
        CSVError(
            path, problem: "\(problem) (\(unsafe String(cString: strerror(code))))",
            remedy: "check the path and its permissions")
    }

    fileprivate static func notRegular(_ path: String) -> CSVError {
        CSVError(path, problem: "is not a regular file", remedy: "name a CSV file")
    }

    fileprivate static func longLine(_ path: String, _ line: Int) -> CSVError {
        CSVError(
            path, line: line, problem: "the line is longer than \(LineReader.longestLine) bytes",
            remedy: "check that it is a CSV file")
    }
}
