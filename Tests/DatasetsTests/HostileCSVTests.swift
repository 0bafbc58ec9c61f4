import Foundation
import LinearAlgebra
import Testing

@testable import Datasets

private let correct = "correct the line; commas separate fields"
private let decimal = "write it as in -1.5e-3, with a decimal point"

@Suite struct HostileCSVTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func expect(
        _ contents: Data, _ layout: CSVLayout, _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = try folder.file("\(UUID().uuidString).csv", contents)
        #expect(sourceLocation: sourceLocation) {
            try CSVTable(path: path, layout)
        } throws: {
            "\($0)" == path + message
        }
    }

    private func expect(
        _ text: String, hasHeader: Bool = false, _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(
            Data(text.utf8), CSVLayout(hasHeader: hasHeader), message,
            sourceLocation: sourceLocation)
    }

    @Test("lines with too few or too many fields are named")
    func fields() throws {
        try expect("1,2\n3\n", ":2: the line has 1 fields, not 2; \(correct)")
        try expect("1,2\n3,4\n5,6,7\n", ":3: the line has 3 fields, not 2; \(correct)")
        try expect("1,2\n3,4,\n", ":2: the line has 3 fields, not 2; \(correct)")
        try expect(
            "a,b\n1,2\n1;2\n", hasHeader: true, ":3: the line has 1 fields, not 2; \(correct)")
        try expect(
            "1,2\r\n,\r\n3\r\n",
            ":2: column 0 (from 0) is empty; give it a number or remove "
                + "the line")
    }

    @Test(
        "a header alone is no table, however its line ends",
        arguments: ["a,b", "a,b\n", "a,b\r", "a,b\r\n", "\u{FEFF}a,b\r"])
    func headerAlone(text: String) throws {
        try expect(
            text, hasHeader: true, ": has a header but no rows; copy or download it again")
    }

    @Test(
        "fields that are no finite number are named by line and column",
        arguments: [
            ("", "is empty; give it a number or remove the line"),
            ("  ", "is empty; give it a number or remove the line"),
            ("nan", "is 'nan'; give it a finite number or remove the line"),
            ("-INF", "is '-INF'; give it a finite number or remove the line"),
            ("+Infinity", "is '+Infinity'; give it a finite number or remove the line"),
            ("1e309", "is '1e309', more than double precision holds; rescale the column"),
            ("x", "is 'x', not a number; \(decimal)"),
            ("1.2.3", "is '1.2.3', not a number; \(decimal)"),
            ("0x10", "is '0x10', not a number; \(decimal)"),
            ("1e", "is '1e', not a number; \(decimal)"),
            ("1e+", "is '1e+', not a number; \(decimal)"),
            (".", "is '.', not a number; \(decimal)"),
            ("-", "is '-', not a number; \(decimal)"),
            ("--1", "is '--1', not a number; \(decimal)"),
            ("1_000", "is '1_000', not a number; \(decimal)"),
            ("1 2", "is '1 2', not a number; \(decimal)"),
            ("½", "is '½', not a number; \(decimal)"),
            ("\u{1b}[2J", "is '\\u{1B}[2J', not a number; \(decimal)"),
            (
                String(repeating: "9", count: 50) + "x",
                "is '" + String(repeating: "9", count: 40) + "…', not a number; \(decimal)"
            ),
            ("\0", "has a NUL byte in it; check that it is a CSV file in UTF-8"),
            ("1\0", "has a NUL byte in it; check that it is a CSV file in UTF-8"),
        ])
    func numbers(field: String, problem: String) throws {
        try expect("1,2\n3,\(field)\n5,6\n", ":2: column 1 (from 0) \(problem)")
        try expect("a,b\n1,2\n3,\(field)\n", hasHeader: true, ":3: column 'b' \(problem)")
    }

    @Test("quotes that never end, or end too early")
    func quotes() throws {
        let broken =
            "column 0 (from 0) has a quote that does not end on its line; double quotes within a "
            + "field, or remove it; a row has to be one line, in columns that are not read as well"
        try expect("1\n\"2\n3\n", ":2: \(broken)")
        let open =
            "column 0 (from 0) has a quote that never ends; double quotes within a field, or "
            + "remove it"
        try expect("\"a\nb\n1\n", hasHeader: true, ":1: \(open)")
        let after = "goes on after its closing quote; double quotes within a field"
        try expect("1,2\n3,\"4\"5\n", ":2: column 1 (from 0) \(after)")
        try expect("a,\"b\"c\n", hasHeader: true, ":1: column 1 (from 0) \(after)")
        var layout = CSVLayout(hasHeader: false)
        layout.columns = .ranges([1..<2])
        try expect(Data("x,1\n\"y\"z,2\n".utf8), layout, ":2: column 0 (from 0) \(after)")
    }

    @Test("a header where none is expected, and none where one is")
    func headers() throws {
        try expect(
            "MWG,NWG,KWG,MDIMC\n16,16,16,8\n",
            ":1: the line has no numbers but 'MWG', 'NWG', 'KWG', …, where none but numbers are "
                + "expected; say that it has a header")
        try expect(
            "16,16\n1,2\n", hasHeader: true,
            ":1: the line has numbers, '16', '16', where a header is expected; say that it has no "
                + "header")
        // One slip among numbers is a slip, not a header.
        try expect("1,x\n3,4\n", ":1: column 1 (from 0) is 'x', not a number; \(decimal)")
        try expect(
            "a,b,a\n1,2,3\n", hasHeader: true,
            ":1: two columns are called 'a'; rename one of them")
        try expect(
            Data([0xff, 0x61, 0x2c, 0x62, 0x0a]), CSVLayout(hasHeader: true),
            ":1: the name of column 0 (from 0) is not UTF-8 text; convert the file to UTF-8")
    }

    @Test("columns that aren't there or are wanted twice")
    func columns() throws {
        let text = Data("a,Run1 (ms)\n1,2\n".utf8)
        var layout = CSVLayout(hasHeader: true, columns: .named(["a", "Run1"]))
        try expect(text, layout, ":1: has no column 'Run1'; it has 'a', 'Run1 (ms)'")
        layout.columns = .named(["a", "a"])
        try expect(text, layout, ": column 0 (from 0) 'a' is selected twice; select it once")
        layout.columns = .ranges([0..<1, 1..<4])
        try expect(text, layout, ":1: has no columns 1 to 3 (from 0); it has 0 to 1")
        layout.columns = .ranges([])
        try expect(text, layout, ": is read without any column; select at least one")
        layout = CSVLayout(hasHeader: false, columns: .named(["a"]))
        try expect(
            Data("1,2\n".utf8), layout,
            ": is read without a header, so it has no column 'a'; select columns by their places, "
                + "or say that it has a header")
    }

    @Test("other rows or columns than expected")
    func counts() throws {
        let text = Data("a,b\n1,2\n3,4\n".utf8)
        var layout = CSVLayout(hasHeader: true, rows: .all(expected: 3), expectedColumns: 2)
        try expect(
            text, layout,
            ": has 2 rows, not the 3 expected; check that it is the right file, and "
                + "whole")
        layout.expectedColumns = 3
        try expect(
            text, layout, ":1: has 2 columns, not the 3 expected; check that it is the right file")
        layout = CSVLayout(hasHeader: true, rows: .first(3))
        try expect(
            text, layout,
            ": has only 2 rows, of which the first 3 are wanted; ask for fewer, or get "
                + "the whole file")
    }

    @Test("files without rows, and empty lines among them")
    func empty() throws {
        try expect("", ": is empty; copy or download it again")
        try expect(
            "a,b\n", hasHeader: true, ": has a header but no rows; copy or download it again")
        let gap = "the line is empty, but the file goes on; remove the line"
        try expect("1\n\n2\n", ":2: \(gap)")
        try expect("1\r\n\r\n\r\n2\r\n", ":2: \(gap)")
        try expect("\n1\n", ":1: \(gap)")
        try expect("\u{feff}\n1\n", hasHeader: true, ":1: \(gap)")
    }

    @Test("text that is no UTF-8 line of a sane length")
    func encodings() throws {
        let wide = Data([0xff, 0xfe, 0x31, 0x00, 0x0a, 0x00])
        try expect(wide, CSVLayout(hasHeader: false), ": is UTF-16 text; convert it to UTF-8")
        let long = "1\n2\n" + String(repeating: "3", count: LineReader.longestLine)
        try expect(
            long, ":3: the line is longer than 1048576 bytes; check that it is a CSV file")
    }

    @Test("what is no regular file is not opened")
    func notAFile() throws {
        let layout = CSVLayout(hasHeader: false)
        let missing = folder.path("none.csv")
        #expect {
            try CSVTable(path: missing, layout)
        } throws: {
            "\($0)" == "\(missing): cannot be opened (No such file or directory); check the path "
                + "and its permissions"
        }
        for path in [folder.url.path, "/dev/zero"] {
            #expect {
                try CSVTable(path: path, layout)
            } throws: {
                "\($0)" == "\(path): is not a regular file; name a CSV file"
            }
        }
    }

    @Test("5,000 damaged files are read as a naive reader has it, or refused")
    func mutations() throws {
        var stream = RandomStream(seed: 5, stream: "csv")
        let seed = Array("a,\"b\"\"c\",d\r\n1.5,-2e3,\"4\"\n0.1, 7 ,123456789012345678\r\n".utf8)
        let telling = Array("\r\n\",.eE+- \t\0x9\u{ff}".utf8)
        var (read, refused) = (0, 0)
        for round in 0..<5000 {
            var bytes = seed
            for _ in 0...stream.index(below: 3) {
                let place = stream.index(below: bytes.count)
                switch stream.index(below: 4) {
                case 0: bytes[place] = telling[stream.index(below: telling.count)]
                case 1: bytes.insert(telling[stream.index(below: telling.count)], at: place)
                case 2: bytes.remove(at: place)
                default: bytes[place] ^= 1 << UInt8(stream.index(below: 8))
                }
            }
            let path = try folder.hastyFile("\(round).csv", bytes)
            do {
                let table = try CSVTable(path: path, CSVLayout(hasHeader: true))
                let naive = try #require(NaiveCSV.rows(bytes))
                let numbers = naive.dropFirst().flatMap { row in
                    row.map { Double($0.trimmingCharacters(in: .whitespaces)) }
                }
                #expect(naive.first == table.names)
                #expect(numbers == table.values.elements)
                read += 1
            } catch {
                #expect(!"\(error)".isEmpty)
                refused += 1
            }
        }
        #expect(read > 500)
        #expect(refused > 1000)
    }
}

/// RFC 4180 letter by letter, without regard to speed.
private enum NaiveCSV {
    /// `nil` when it isn't UTF-8.
    static func rows(_ bytes: [UInt8]) -> [[String]]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var rows: [[String]] = [[]]
        var field = ""
        var (isQuoted, wasQuoted, previous) = (false, false, "\0" as Unicode.Scalar)
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\"" where isQuoted: (isQuoted, wasQuoted) = (false, true)
            case "\"" where wasQuoted && previous == "\"":
                field += "\""
                isQuoted = true
            case "\"" where field.isEmpty: isQuoted = true
            case "," where !isQuoted:
                rows[rows.count - 1].append(field)
                (field, wasQuoted) = ("", false)
            case "\n" where !isQuoted && previous == "\r": break
            case "\r" where !isQuoted, "\n" where !isQuoted:
                rows[rows.count - 1].append(field)
                (field, wasQuoted) = ("", false)
                rows.append([])
            default: field.unicodeScalars.append(scalar)
            }
        }
        if !field.isEmpty || !(rows.last ?? []).isEmpty { rows[rows.count - 1].append(field) }
        return rows.filter { $0 != [] && $0 != [""] }
    }
}
