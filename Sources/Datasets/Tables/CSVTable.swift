package import LinearAlgebra

/// The numbers of a CSV file.
///
/// Syntax: RFC 4180 (fields may be quoted, `""` is a quote) in UTF-8, with or without a byte order
/// mark; commas alone separate; lines end with LF, CRLF or CR; empty lines may follow the last row;
/// spaces and tabs around a number mean nothing. Numbers are decimal (`-1.5e-3`), finite, and
/// rounded correctly, whatever the locale. Fields of columns that are not read may hold any text.
package struct CSVTable: Sendable, Equatable {
    /// The names of the columns read, where there is a header.
    package let names: [String]?
    /// `[rows, columns read]`.
    package let values: Matrix<Double>

    /// Reads the file in pieces, so that it takes little more memory than its numbers.
    package init(path: String, _ layout: CSVLayout) throws(CSVError) {
        var lines = try LineReader(path: path)
        var parser = CSVParser(path: path, layout: layout, fileSize: lines.fileSize)
        while !parser.isSatisfied, try lines.advance(after: parser.line) {
            try parser.parse(lines.bytes.span.extracting(first: lines.end))
        }
        (names, values) = try parser.finished()
    }
}
