import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

@Suite struct TabularFormatTests {
    private static let arrays = ["features", "targets", "test_features", "test_targets"]
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    /// Output name → bytes.
    private func bytes(
        _ table: DescribedTable, in files: String = DescribedTable.folder,
        _ parameters: [String: RequestValue] = [:]
    ) throws -> [String: Data] {
        try folder.run(
            .tabularDataset, parameters,
            inputs: ["files": files, "description": table.write(to: folder)]
        ).mapValues { try Data(contentsOf: $0) }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: DescribedTable.folder + "/" + name, encoding: .utf8)
    }

    @Test("every format of the same table gives the same bytes")
    func formats() throws {
        let expected = try bytes(.named)
        #expect(expected.count == 5)
        for table in [DescribedTable.plain, .array, .archive, .hierarchy] {
            #expect(try bytes(table) == expected, "\(table.format.name)")
        }
    }

    @Test("what the layout says of rows and columns is what there is")
    func statedShape() throws {
        for var table in [DescribedTable.named, .plain, .array] {
            (table.rows, table.columns) = (37, 8)
            #expect(try bytes(table).count == 5)
        }
    }

    @Test("files are read one after the other, in the byte order of their paths")
    func severalFiles() throws {
        let lines = try text("plain.csv").split(separator: "\n").map { $0 + "\n" }
        // "a/z" < "a10" < "a9" by bytes; "B" is before all of them.
        for (name, part) in [("B", 0..<5), ("a/z", 5..<17), ("a10", 17..<36), ("a9", 36..<37)] {
            _ = try folder.write(lines[part].joined(), to: "parts/\(name).csv")
        }
        _ = try folder.write("not read", to: "parts/readme.txt")
        try FileManager.default.createDirectory(
            atPath: folder.path("parts/folder.csv"), withIntermediateDirectories: true)
        var table = DescribedTable.plain
        table.files = "**/*.csv"
        table.rows = 37
        #expect(try bytes(table, in: folder.path("parts")) == bytes(.plain))
    }

    @Test("a layout's own limit counts, unless the stage names one")
    func first() throws {
        var limited = DescribedTable.named
        (limited.first, limited.rows) = (20, 37)
        let twenty = try bytes(limited)
        #expect(try bytes(.named, ["first": .integer(20)]) == twenty)
        let whole = try bytes(limited, ["first": .integer(37)])
        #expect(whole != twenty)
        #expect(try bytes(.named) == whole)
    }

    @Test("a table of one's own is read by names, positions and ranges")
    func ownTable() throws {
        func own(
            _ name: String, _ features: [String], _ targets: [String],
            _ more: [String: RequestValue] = [:]
        ) throws -> [String: Data] {
            let parameters: [String: RequestValue] = [
                "features": .list(features.map { .text($0) }),
                "targets": .list(targets.map { .text($0) }),
            ]
            return try folder.run(
                .tabularDataset, parameters.merging(more) { $1 },
                inputs: ["table": DescribedTable.folder + "/" + name]
            ).filter { Self.arrays.contains($0.key) }.mapValues { try Data(contentsOf: $0) }
        }
        let expected = try bytes(.named).filter { Self.arrays.contains($0.key) }
        let named = try own("named.csv", DescribedTable.inputs, DescribedTable.targets)
        #expect(named == expected)
        let plain: [String: RequestValue] = ["header": .boolean(false)]
        #expect(try own("plain.csv", ["0-4"], ["5-7"], plain) == expected)
        #expect(try own("plain.csv", ["0-1", "2", "3-4"], ["5", "6-6", "7"], plain) == expected)
        let few = plain.merging(["first": .integer(20)]) { $1 }
        #expect(
            try own("plain.csv", ["0-4"], ["5-7"], few)
                == bytes(.named, ["first": .integer(20)])
                .filter { Self.arrays.contains($0.key) })
    }

    @Test("the summary says where the data are from, and of one's own table nothing")
    func origin() throws {
        struct Origin: Decodable, Equatable {
            var dataset: String?
            var title: String?
            var source: String?
            var fidelity: String?
            var note: String?
            var standIn: String?
        }
        let inputs = ["files": DescribedTable.folder]
        let described = try folder.run(
            .tabularDataset,
            inputs: inputs.merging(["description": DescribedTable.named.write(to: folder)]) { $1 })
        #expect(
            try GoldenFile.json(#require(described["summary"]), as: Origin.self)
                == Origin(
                    dataset: "d", title: "The data", source: "publisher", fidelity: "equivalent",
                    note: "A copy."))
        let own = try folder.run(
            .tabularDataset,
            ["features": .list([.text("near")]), "targets": .list([.text("far")])],
            inputs: ["table": DescribedTable.folder + "/named.csv"])
        #expect(try GoldenFile.json(#require(own["summary"]), as: Origin.self) == Origin())
    }
}
