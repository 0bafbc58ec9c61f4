internal import LinearAlgebra

/// Turns the lines of a CSV file, piece by piece, into numbers.
struct CSVParser {
    /// Lines that have ended so far.
    private(set) var line = 0

    private let path: String
    private let layout: CSVLayout
    private let fileSize: Int
    private let decimals = DecimalScanner()
    private let wantedRows: Int
    private var header: CSVHeader?
    private var selection: CSVColumnSelection?
    /// As in the selection.
    private var targets: [Int] = []
    /// The current row's numbers.
    private var row: [Double] = []
    private var values: [Double] = []
    private var rows = 0
    /// An empty line: harmless unless a row follows.
    private var emptyLine: Int?
    /// Whether the last piece ended with CR, to which an LF may belong.
    private var endedWithReturn = false

    init(path: String, layout: CSVLayout, fileSize: Int) {
        self.path = path
        self.layout = layout
        self.fileSize = fileSize
        wantedRows =
            switch layout.rows {
            case .all: .max
            case .first(let count): count
            }
    }

    /// Whether no more lines are needed.
    var isSatisfied: Bool { rows >= wantedRows && header != nil }

    /// Reads a piece of whole lines.
    mutating func parse(_ bytes: Span<UInt8>) throws(CSVError) {
        var position = 0
        if header == nil {
            try start(bytes, at: &position)
        } else if endedWithReturn {
            endedWithReturn = false
            if bytes[position] == UInt8(ascii: "\n") { position += 1 }
        }
        while position < bytes.count, rows < wantedRows {
            if CSVField.endsLine(bytes[position]) {
                emptyLine = emptyLine ?? line + 1
            } else {
                if let emptyLine { throw .emptyLine(path, emptyLine) }
                try parseRow(bytes, at: &position)
                values.append(contentsOf: row)
                rows += 1
            }
            endLine(bytes, at: &position)
        }
    }

    /// What was read.
    func finished() throws(CSVError) -> (names: [String]?, values: Matrix<Double>) {
        guard let header, let selection else { throw .empty(path) }
        switch layout.rows {
        case .all(let expected):
            guard rows > 0 else { throw .noRows(path) }
            if let expected, expected != rows { throw .otherRows(path, rows, expected) }
        case .first(let count):
            guard rows == count else { throw .fewRows(path, rows, count) }
        }
        let names = header.names.map { names in selection.sources.map { names[$0] } }
        return (names, Matrix(rows: rows, columns: row.count, elements: values))
    }
}

// MARK: Lines

extension CSVParser {
    /// Byte order mark, header, and with it the columns.
    private mutating func start(_ bytes: Span<UInt8>, at position: inout Int) throws(CSVError) {
        let mark = (0..<min(3, bytes.count)).map { bytes[$0] }
        guard !mark.starts(with: [0xff, 0xfe]), !mark.starts(with: [0xfe, 0xff]) else {
            throw .wide(path)
        }
        if mark == [0xef, 0xbb, 0xbf] { position = 3 }
        guard !CSVField.endsLine(bytes[position]) else { throw .emptyLine(path, 1) }
        let header = try CSVHeader(
            in: bytes, at: &position, isExpected: layout.hasHeader, path: path)
        if let expected = layout.expectedColumns, expected != header.columnCount {
            throw .otherColumns(path, header.columnCount, expected)
        }
        let selection = try CSVColumnSelection(
            layout.columns, names: header.names, count: header.columnCount, path: path)
        targets = selection.targets
        row = Array(repeating: 0, count: selection.sources.count)
        line = header.innerLineCount
        if header.names != nil { endLine(bytes, at: &position) }
        reserve(bytes, from: position)
        self.header = header
        self.selection = selection
    }

    /// Room for as many rows as the file has when they are as long as the first.
    private mutating func reserve(_ bytes: Span<UInt8>, from position: Int) {
        var end = position
        while end < bytes.count, !CSVField.endsLine(bytes[end]) { end += 1 }
        let estimate = fileSize / max(1, end - position) + 1
        values.reserveCapacity(min(estimate, wantedRows) * row.count)
    }

    private mutating func endLine(_ bytes: Span<UInt8>, at position: inout Int) {
        let isReturn = bytes[position] == UInt8(ascii: "\r")
        position += 1
        line += 1
        guard isReturn else { return }
        endedWithReturn = position == bytes.count
        if !endedWithReturn, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    }

    /// Reads the row at the position into `row` and goes to the line end after it.
    private mutating func parseRow(_ bytes: Span<UInt8>, at position: inout Int) throws(CSVError) {
        let start = position
        var column = 0
        while column < targets.count {
            let target = targets[column]
            if target < 0 {
                try skipField(bytes, at: &position, column)
            } else if let number = decimals.bareNumber(in: bytes, at: &position) {
                row[target] = number
            } else {
                row[target] = try number(bytes, at: &position, start, column)
            }
            column += 1
            guard bytes[position] == UInt8(ascii: ",") else { break }
            if column == targets.count { break }
            position += 1
        }
        guard column == targets.count, CSVField.endsLine(bytes[position]) else {
            let count = try countFields(bytes, start)
            throw .otherFields(path, line + 1, count, targets.count)
        }
    }

    /// A field of a column that isn't read.
    private func skipField(
        _ bytes: Span<UInt8>, at position: inout Int, _ column: Int
    ) throws(CSVError) {
        let field = try field(bytes, at: &position, column)
        if field.text.contains(0) { throw .nul(path, line + 1, title(column)) }
    }

    /// A number with quotes, spaces or a plus sign, or what is none.
    private func number(
        _ bytes: Span<UInt8>, at position: inout Int, _ start: Int, _ column: Int
    ) throws(CSVError) -> Double {
        let field = try field(bytes, at: &position, column)
        let reading = DecimalScanner.reading(field.text)
        if case .number(let value) = reading { return value }
        // A missing or an extra comma makes fields odd; then that is the cause to name.
        let count = try countFields(bytes, start)
        guard count == targets.count else {
            throw .otherFields(path, line + 1, count, targets.count)
        }
        if field.text.contains(0) { throw .nul(path, line + 1, title(column)) }
        throw .notANumber(path, line + 1, title(column), field.text, reading)
    }

    private func field(
        _ bytes: Span<UInt8>, at position: inout Int, _ column: Int
    ) throws(CSVError) -> CSVField {
        do throws(CSVField.Damage) {
            return try CSVField.read(in: bytes, at: &position, isMultiline: false)
        } catch {
            throw .damaged(path, line: line + 1, column: column, error)
        }
    }

    private func countFields(_ bytes: Span<UInt8>, _ start: Int) throws(CSVError) -> Int {
        var position = start
        var count = 0
        while true {
            _ = try field(bytes, at: &position, count)
            count += 1
            guard bytes[position] == UInt8(ascii: ",") else { return count }
            position += 1
        }
    }

    /// A column in messages.
    private func title(_ column: Int) -> String {
        guard let names = header?.names else { return "column \(column) (from 0)" }
        return "column \(CSVError.quoted(names[column]))"
    }
}

extension CSVError {
    fileprivate static func empty(_ path: String) -> CSVError {
        CSVError(path, problem: "is empty", remedy: "copy or download it again")
    }

    fileprivate static func wide(_ path: String) -> CSVError {
        CSVError(path, problem: "is UTF-16 text", remedy: "convert it to UTF-8")
    }

    fileprivate static func emptyLine(_ path: String, _ line: Int) -> CSVError {
        CSVError(
            path, line: line, problem: "the line is empty, but the file goes on",
            remedy: "remove the line")
    }

    fileprivate static func otherFields(
        _ path: String, _ line: Int, _ count: Int, _ expected: Int
    ) -> CSVError {
        CSVError(
            path, line: line, problem: "the line has \(count) fields, not \(expected)",
            remedy: "correct the line; commas separate fields")
    }

    fileprivate static func nul(_ path: String, _ line: Int, _ column: String) -> CSVError {
        CSVError(
            path, line: line, problem: "\(column) has a NUL byte in it",
            remedy: "check that it is a CSV file in UTF-8")
    }

    fileprivate static func notANumber(
        _ path: String, _ line: Int, _ column: String, _ text: [UInt8],
        _ reading: DecimalScanner.Reading
    ) -> CSVError {
        let shown = quoted(String(decoding: text, as: UTF8.self))
        let (problem, remedy) =
            switch reading {
            case .empty: ("is empty", "give it a number or remove the line")
            case .notFinite: ("is \(shown)", "give it a finite number or remove the line")
            case .beyondRange:
                ("is \(shown), more than double precision holds", "rescale the column")
            case .notANumber, .number:
                ("is \(shown), not a number", "write it as in -1.5e-3, with a decimal point")
            }
        return CSVError(path, line: line, problem: "\(column) \(problem)", remedy: remedy)
    }

    fileprivate static func otherColumns(
        _ path: String, _ count: Int, _ expected: Int
    ) -> CSVError {
        CSVError(
            path, line: 1, problem: "has \(count) columns, not the \(expected) expected",
            remedy: "check that it is the right file")
    }

    fileprivate static func noRows(_ path: String) -> CSVError {
        CSVError(
            path, problem: "has a header but no rows", remedy: "copy or download it again")
    }

    fileprivate static func otherRows(_ path: String, _ count: Int, _ expected: Int) -> CSVError {
        CSVError(
            path, problem: "has \(count) rows, not the \(expected) expected",
            remedy: "check that it is the right file, and whole")
    }

    fileprivate static func fewRows(_ path: String, _ count: Int, _ wanted: Int) -> CSVError {
        CSVError(
            path, problem: "has only \(count) rows, of which the first \(wanted) are wanted",
            remedy: "ask for fewer, or get the whole file")
    }
}
