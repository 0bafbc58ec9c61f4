/// The first line of a CSV file: the columns' names, or how many columns there are.
struct CSVHeader {
    /// `nil` for a file without names.
    let names: [String]?
    let columnCount: Int
    /// Lines that end within names, which is not what names usually do.
    let innerLineCount: Int

    /// - Parameters:
    ///   - bytes: the first piece of the file.
    ///   - position: where the first line starts, after the byte order mark; moves to the line end
    ///     after the names, or stays when there are none.
    init(
        in bytes: Span<UInt8>, at position: inout Int, isExpected: Bool, path: String
    ) throws(CSVError) {
        var end = position
        let fields = try Self.fields(in: bytes, at: &end, isMultiline: isExpected, path: path)
        let readings = fields.map { DecimalScanner.reading($0) }
        columnCount = fields.count
        guard isExpected else {
            // One mistyped number is reported as such; names have no numbers at all.
            if readings.allSatisfy({ $0 == .notANumber }) {
                throw .unexpectedHeader(path, fields)
            }
            (names, innerLineCount) = (nil, 0)
            return
        }
        let isNumeric = readings.allSatisfy { if case .number = $0 { true } else { false } }
        guard !isNumeric else { throw .missingHeader(path, fields) }
        let names = try Self.names(fields, path: path)
        innerLineCount = Self.lineEnds(in: bytes, from: position, to: end)
        position = end
        self.names = names
    }

    private static func fields(
        in bytes: Span<UInt8>, at position: inout Int, isMultiline: Bool, path: String
    ) throws(CSVError) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        while true {
            do throws(CSVField.Damage) {
                let field = try CSVField.read(
                    in: bytes, at: &position, isMultiline: isMultiline)
                fields.append(field.text)
            } catch {
                throw .damaged(path, line: 1, column: fields.count, error)
            }
            guard bytes[position] == UInt8(ascii: ",") else { return fields }
            position += 1
        }
    }

    private static func names(_ fields: [[UInt8]], path: String) throws(CSVError) -> [String] {
        var seen: Set<String> = []
        var names: [String] = []
        for (column, field) in fields.enumerated() {
            guard let name = String(validating: field, as: UTF8.self), !field.contains(0) else {
                throw .unreadableName(path, column)
            }
            guard seen.insert(name).inserted else { throw .doubledName(path, name) }
            names.append(name)
        }
        return names
    }

    /// Lines that end within the range.
    private static func lineEnds(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var count = 0
        for index in start..<end where CSVField.endsLine(bytes[index]) {
            let isSecondOfPair =
                index > start && bytes[index] == UInt8(ascii: "\n")
                && bytes[index - 1] == UInt8(ascii: "\r")
            if !isSecondOfPair { count += 1 }
        }
        return count
    }
}

extension CSVError {
    /// A field whose quotes are not as RFC 4180 has them.
    static func damaged(
        _ path: String, line: Int, column: Int, _ damage: CSVField.Damage
    ) -> CSVError {
        switch damage {
        case .openQuote:
            CSVError(
                path, line: line, problem: "column \(column) (from 0) has a quote that never ends",
                remedy: "double quotes within a field, or remove it")
        case .lineEnd:
            CSVError(
                path, line: line,
                problem: "column \(column) (from 0) has a quote that does not end on its line",
                remedy: "double quotes within a field, or remove it; a row has to be one line, in "
                    + "columns that are not read as well")
        case .textAfterQuote:
            CSVError(
                path, line: line,
                problem: "column \(column) (from 0) goes on after its closing quote",
                remedy: "double quotes within a field")
        }
    }

    fileprivate static func unexpectedHeader(_ path: String, _ fields: [[UInt8]]) -> CSVError {
        CSVError(
            path, line: 1,
            problem: "the line has no numbers but \(shown(fields)), where none but numbers are "
                + "expected",
            remedy: "say that it has a header")
    }

    fileprivate static func missingHeader(_ path: String, _ fields: [[UInt8]]) -> CSVError {
        CSVError(
            path, line: 1,
            problem: "the line has numbers, \(shown(fields)), where a header is expected",
            remedy: "say that it has no header")
    }

    fileprivate static func unreadableName(_ path: String, _ column: Int) -> CSVError {
        CSVError(
            path, line: 1, problem: "the name of column \(column) (from 0) is not UTF-8 text",
            remedy: "convert the file to UTF-8")
    }

    fileprivate static func doubledName(_ path: String, _ name: String) -> CSVError {
        CSVError(
            path, line: 1, problem: "two columns are called \(quoted(name))",
            remedy: "rename one of them")
    }

    private static func shown(_ fields: [[UInt8]]) -> String {
        let first = fields.prefix(3).map { quoted(String(decoding: $0, as: UTF8.self)) }
        return first.joined(separator: ", ") + (fields.count > 3 ? ", …" : "")
    }
}
