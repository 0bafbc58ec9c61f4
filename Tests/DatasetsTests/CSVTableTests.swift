import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

@Suite struct CSVTableTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func table(_ text: String, _ layout: CSVLayout) throws -> CSVTable {
        try CSVTable(path: folder.file("\(UUID().uuidString).csv", Data(text.utf8)), layout)
    }

    private static let bare = CSVLayout(hasHeader: false)
    private static let headed = CSVLayout(hasHeader: true)

    @Test("names and numbers of a plain file")
    func plain() throws {
        let table = try table("a,b\n1,2\n-3.5,4e2\n", Self.headed)
        #expect(table.names == ["a", "b"])
        #expect(table.values == Matrix([[1, 2], [-3.5, 400]]))
    }

    @Test(
        "line ends of every kind, a missing last one, empty lines at the end, a byte order mark",
        arguments: [
            "x,y\n1,2\n3,4\n", "x,y\r\n1,2\r\n3,4\r\n", "x,y\r1,2\r3,4\r", "x,y\n1,2\n3,4",
            "x,y\r\n1,2\r\n3,4", "x,y\r1,2\r3,4", "x,y\n1,2\n3,4\n\n", "x,y\r\n1,2\r\n3,4\r\n\r\n",
            "\u{feff}x,y\n1,2\n3,4\n", "x,y\r\n1,2\n3,4\r", "\u{feff}x,y\r1,2\r3,4\r\r\r",
        ])
    func lineEnds(text: String) throws {
        let table = try table(text, Self.headed)
        #expect(table.names == ["x", "y"])
        #expect(table.values == Matrix([[1, 2], [3, 4]]))
    }

    @Test("quoted names and numbers, with commas, quotes and line ends within names")
    func quotes() throws {
        let table = try table(
            "\"Run1 (ms), first\",\"say \"\"x\"\"\",\"two\r\nlines\",\"\"\n\"1\",\"2.5\",3,\"-4\"\n",
            Self.headed)
        #expect(table.names == ["Run1 (ms), first", "say \"x\"", "two\r\nlines", ""])
        #expect(table.values == Matrix([[1, 2.5, 3, -4]]))
    }

    @Test("spaces and tabs around a number mean nothing, around a name they belong to it")
    func spaces() throws {
        let table = try table("a, b\n 1 ,\t2\t\n\" 3\",  4\n", Self.headed)
        #expect(table.names == ["a", " b"])
        #expect(table.values == Matrix([[1, 2], [3, 4]]))
    }

    @Test("columns by name or by place, in the order wanted; others may hold anything")
    func columns() throws {
        let text = "id,a,b,when\n\"x, y\",1,2,2024-01-01\nnan,3,4,\n"
        var layout = Self.headed
        layout.columns = .named(["b", "a"])
        let named = try table(text, layout)
        #expect(named.names == ["b", "a"])
        #expect(named.values == Matrix([[2, 1], [4, 3]]))
        layout.columns = .ranges([2..<3, 1..<2])
        #expect(try table(text, layout) == named)
        var bare = Self.bare
        bare.columns = .ranges([1..<3])
        #expect(try table("x,1,2\ny,3,4\n", bare).values == Matrix([[1, 2], [3, 4]]))
    }

    @Test("the first rows alone are read, whatever follows")
    func firstRows() throws {
        var layout = Self.bare
        layout.rows = .first(2)
        #expect(try table("1,2\n3,4\nx\n", layout).values == Matrix([[1, 2], [3, 4]]))
        layout.rows = .first(0)
        #expect(try table("1,2\nx\n", layout).values.shape == [0, 2])
    }

    @Test("decimals that are hard to round get the nearest double, bit for bit")
    func decimals() throws {
        let pairs = try JSONDecoder().decode(
            [[String]].self, from: Golden.bytes("decimals.json"))
        #expect(pairs.count > 400)
        let text = pairs.map { "\($0[0]),\"\($0[0])\", \($0[0])\n" }.joined()
        let values = try table(text, Self.bare).values
        for (row, pair) in pairs.enumerated() {
            for column in 0..<3 {
                #expect("\(values[row, column].bitPattern)" == pair[1], "\(pair[0])")
            }
        }
    }

    @Test("a file of many pieces reads as a naive reader has it")
    func naive() throws {
        var stream = RandomStream(seed: 3, stream: "csv")
        // 60,000 lines of 47 bytes or so: three pieces, with lines across their edges.
        let matrix = stream.standardNormalMatrix(rows: 60_000, columns: 2)
        var text = ""
        for row in 0..<matrix.rows { text += "\(matrix[row, 0]),\(matrix[row, 1])\r\n" }
        #expect(text.utf8.count > 2 * LineReader.longestLine)
        let table = try table(text, Self.bare)
        let naive = text.split(separator: "\r\n").flatMap { line in
            line.split(separator: ",").compactMap { Double($0) }
        }
        #expect(table.values.elements == naive)
        #expect(table.values == matrix)
    }

    @Test("a carriage return and its line feed may come in two pieces")
    func splitLineEnd() throws {
        // The first piece ends right after the return of the first data line.
        let line = String(repeating: "0", count: LineReader.longestLine - 4)
        let table = try table("1\r\n\(line)\r\n2\r\n", Self.bare)
        #expect(table.values == Matrix([[1], [0], [2]]))
    }

    @Test(
        "SGEMM's table of 241,600 rows",
        .enabled(if: RealData.isPresent("sgemm_product_dataset.zip"), "\(RealData.absence)"))
    func sgemm() throws {
        let path = try folder.file(
            "sgemm_product.csv",
            RealData.entry("sgemm_product.csv", of: "sgemm_product_dataset.zip"))
        let layout = CSVLayout(
            hasHeader: true, rows: .first(20_000), expectedColumns: 18)
        let table = try CSVTable(path: path, layout)
        #expect(table.names?.prefix(2) == ["MWG", "NWG"])
        #expect(table.names?.last == "Run4 (ms)")
        #expect(table.values.shape == [20_000, 18])
        #expect((0..<18).map { table.values[0, $0] }.suffix(4) == [115.26, 115.87, 118.55, 115.8])
    }
}
