/// The bytes of one file of a pipeline, and where its lines are.
package struct SourceFile: Sendable {
    /// Files of a pipeline may not be larger than this, alone or together.
    package static let maximumByteCount = 32 << 20

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

    /// A stretch of a line, of some scalars before and after a column.
    struct Excerpt {
        /// Undecodable bytes become U+FFFD.
        var scalars: [Unicode.Scalar]
        /// The column of the first scalar, from 1.
        var firstColumn: Int
        /// Whether the line goes on after the last scalar.
        var isCutShort: Bool
    }

    /// The surroundings of a place: a line may have megabytes, and nobody wants to see them.
    ///
    /// - Parameters:
    ///   - starts: from `lineStarts()`.
    ///   - reach: scalars on either side of the column.
    func excerpt(line: Int, column: Int, starts: [Int], reach: Int) -> Excerpt {
        guard line >= 1, line <= starts.count else {
            return Excerpt(scalars: [], firstColumn: 1, isCutShort: false)
        }
        var end = line < starts.count ? starts[line] : bytes.count
        while end > starts[line - 1], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        let firstColumn = max(1, column - reach)
        var start = starts[line - 1]
        var skipped = 0
        while start < end, skipped < firstColumn - 1 {
            start += 1
            while start < end, bytes[start] & 0xC0 == 0x80 { start += 1 }
            skipped += 1
        }
        let wanted = column - firstColumn + reach
        // A scalar has at most four bytes.
        let stop = min(end, start + 4 * wanted)
        let scalars = String(decoding: bytes[start..<stop], as: UTF8.self).unicodeScalars
        return Excerpt(
            scalars: Array(scalars.prefix(wanted)), firstColumn: skipped + 1,
            isCutShort: stop < end || scalars.count > wanted)
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

    /// Where `text` stands in the line of `mark`, at or shortly after it; the mark itself when it
    /// is not there (a scalar of several lines, or one with escapes).
    ///
    /// It reads the file up to that line, so it is for diagnostics only.
    func place(of text: String, from mark: Mark) -> Place {
        let file = files[Int(mark.file)]
        let excerpt = file.excerpt(
            line: Int(mark.line), column: Int(mark.column), starts: file.lineStarts(), reach: 1000)
        let wanted = Array(text.unicodeScalars)
        var index = Int(mark.column) - excerpt.firstColumn
        while index >= 0, index + wanted.count <= excerpt.scalars.count {
            if excerpt.scalars[index..<index + wanted.count].elementsEqual(wanted) {
                let found = Mark(
                    file: Int(mark.file), line: Int(mark.line),
                    column: excerpt.firstColumn + index)
                return Place(found, length: max(1, wanted.count))
            }
            index += 1
        }
        return Place(mark)
    }
}
