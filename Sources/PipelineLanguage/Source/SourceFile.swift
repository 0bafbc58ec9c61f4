/// The bytes of one file of a pipeline, and where its lines are.
package struct SourceFile: Sendable {
    /// Files of a pipeline may not be larger than this, alone or together.
    package static let maximumByteCount = 8 << 20

    /// As diagnostics show it: relative to the project's root.
    package let path: String
    /// The whole file, as it lies on the disk; what a digest is made of.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Offset of the first byte after a byte order mark.
    var textStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The offset at which each line starts; `\n`, `\r\n` and `\r` end a line, as in libyaml.
    func lineStarts() -> [Int] {
        var starts = [textStart]
        var index = textStart
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A {
                index += 1
            }
            if byte == 0x0A || byte == 0x0D { starts.append(index) }
        }
        return starts
    }

    /// The text of a line (counted from 1) without its line break; undecodable bytes become U+FFFD.
    func text(ofLine line: Int, starts: [Int]) -> String {
        guard line >= 1, line <= starts.count else { return "" }
        var end = line < starts.count ? starts[line] : bytes.count
        let start = starts[line - 1]
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Line and column of a byte.
    func position(ofByteAt offset: Int) -> (line: Int, column: Int) {
        let starts = lineStarts()
        let line = starts.lastIndex { $0 <= offset } ?? 0
        let leading = bytes[starts[line]..<offset].count { $0 & 0xC0 != 0x80 }
        return (line + 1, leading + 1)
    }
}

/// The files that a pipeline consists of, in the order in which they were read.
package struct SourceMap: Sendable {
    package private(set) var files: [SourceFile] = []

    package init() {}

    /// Adds a file and returns the index that its marks carry.
    package mutating func add(_ file: SourceFile) -> Int {
        files.append(file)
        return files.count - 1
    }

    package func location(of mark: Mark) -> SourceLocation {
        SourceLocation(
            file: files[Int(mark.file)].path, line: Int(mark.line), column: Int(mark.column))
    }

    /// Where `text` stands in the line of `mark`, at or after it; the mark itself when it is not
    /// there (a scalar of several lines, or one with escapes).
    ///
    /// It reads the file up to that line, so it is for diagnostics only.
    func place(of text: String, from mark: Mark) -> Place {
        let file = files[Int(mark.file)]
        let line = Array(
            file.text(ofLine: Int(mark.line), starts: file.lineStarts()).unicodeScalars)
        let wanted = Array(text.unicodeScalars)
        var column = Int(mark.column) - 1
        while column + wanted.count <= line.count {
            if line[column..<column + wanted.count].elementsEqual(wanted) {
                let found = Mark(
                    file: Int(mark.file), line: Int(mark.line), column: column + 1)
                return Place(found, length: max(1, wanted.count))
            }
            column += 1
        }
        return Place(mark)
    }
}
