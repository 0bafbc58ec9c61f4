internal import RegularFiles

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
    private let file: RegularFile<CSVError>
    private var position = 0
    private let capacity: Int
    private var filled = 0
    private var isAtEnd = false

    /// - Throws: when the file cannot be opened, or is a folder, pipe or device.
    init(path: String) throws(CSVError) {
        self.path = path
        file = try RegularFile(path) { .unusable(path, $0) }
        fileSize = file.size
        // Room for one byte more than a small file has, so that its end is seen, and for the line
        // feed that the last line may lack.
        capacity = min(Self.longestLine, fileSize + 1)
        bytes = Array(repeating: 0, count: capacity + 1)
    }

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
            let count = unsafe try bytes.withUnsafeMutableBufferPointer {
                (buffer) throws(CSVError) in
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<capacity])
                return unsafe try file.read(into: rest, at: position)
            }
            position += count
            filled += count
            isAtEnd = count == 0
        }
    }
}

extension CSVError {
    fileprivate static func unusable(_ path: String, _ found: RegularFileProblem) -> CSVError {
        CSVError(
            path, problem: "\(found)",
            remedy: found == .notRegular ? "name a CSV file" : "check the path and its permissions")
    }

    fileprivate static func longLine(_ path: String, _ line: Int) -> CSVError {
        CSVError(
            path, line: line, problem: "the line is longer than \(LineReader.longestLine) bytes",
            remedy: "check that it is a CSV file")
    }
}
