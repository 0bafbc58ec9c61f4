import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

/// What `dataset.tabular` says of a request that it cannot serve.
@Suite struct TabularRejectionTests {
    private static let named = DescribedTable.folder + "/named.csv"
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private func refusal(
        _ table: DescribedTable = .named, _ parameters: [String: RequestValue] = [:]
    ) throws -> String {
        folder.refusal(
            .tabularDataset, parameters,
            inputs: ["files": DescribedTable.folder, "description": try table.write(to: folder)])
    }

    /// Of a CSV file of one's own.
    private func ownRefusal(
        _ features: String, _ more: [String: RequestValue] = ["header": .boolean(false)]
    ) -> String {
        let parameters: [String: RequestValue] = [
            "features": .list([.text(features)]), "targets": .list([.text("5")]),
        ]
        return folder.refusal(
            .tabularDataset, parameters.merging(more) { $1 },
            inputs: ["table": DescribedTable.folder + "/plain.csv"])
    }

    // MARK: Inputs

    @Test("samples come from one place", arguments: ["files", "description"])
    func twice(other: String) throws {
        let inputs = [
            "files": DescribedTable.folder,
            "description": try DescribedTable.named.write(to: folder),
        ]
        #expect(
            folder.refusal(
                .tabularDataset, inputs: ["table": Self.named, other: inputs[other] ?? ""])
                    == """
                    there are samples twice: give the input 'table', or 'files' and 'description' of \
                    a 'dataset.fetch' stage
                    """)
    }

    @Test("without files and their description there are no samples")
    func noSamples() throws {
        var standIn = try DescribedTable.named.description()
        standIn.layout = nil
        let withoutLayout = try folder.write(
            String(decoding: JSONEncoder().encode(standIn), as: UTF8.self), to: "made-up.json")
        for inputs in [
            [:], ["files": DescribedTable.folder],
            ["description": try DescribedTable.named.write(to: folder)],
            ["files": DescribedTable.folder, "description": withoutLayout],
        ] {
            #expect(
                folder.refusal(.tabularDataset, inputs: inputs) == """
                    there are no samples: give the inputs 'files' and 'description' of a \
                    'dataset.fetch' stage, or a CSV file as 'table'
                    """)
        }
    }

    @Test("a file that describes no data set is named")
    func noDescription() throws {
        let path = try folder.write("{\"version\": 1}", to: "x.json")
        let inputs = ["files": DescribedTable.folder, "description": path]
        #expect(
            folder.refusal(.tabularDataset, inputs: inputs) == """
                '\(path)' does not describe a data set; give the output 'description' of a \
                'dataset.fetch' or 'standin' stage
                """)
        var later = try DescribedTable.named.description()
        later.version = 2
        _ = try folder.write(
            String(decoding: JSONEncoder().encode(later), as: UTF8.self), to: "x.json")
        #expect(
            folder.refusal(.tabularDataset, inputs: inputs) == """
                the description of the data has version 2, this program reads 1: fetch the data \
                again
                """)
    }

    // MARK: Columns

    @Test("a table of one's own needs the names of its columns")
    func unnamedColumns() {
        for parameters: [String: RequestValue] in [
            [:], ["features": .list([.text("near")])], ["targets": .list([.text("near")])],
        ] {
            #expect(
                folder.refusal(.tabularDataset, parameters, inputs: ["table": Self.named])
                    == "'table' needs the parameters 'features' and 'targets': the columns to read")
        }
    }

    @Test("columns of a fetched data set stand in its manifest alone")
    func columnsTwice() throws {
        for (name, value): (String, RequestValue) in [
            ("header", .boolean(true)), ("features", .list([.text("near")])),
            ("targets", .list([.text("near")])),
        ] {
            #expect(
                try refusal(.named, [name: value]) == """
                    '\(name)' is for a CSV file given as 'table'; where the columns of a fetched \
                    data set are, its manifest says
                    """)
        }
    }

    @Test(
        "without a header, columns are positions and ranges",
        arguments: [
            "near", "-1", "", "7-3", "1-2-3", "0-", "1.5", "0-1000000", "99999999999999999999",
        ])
    func noPosition(text: String) {
        #expect(
            ownRefusal(text) == """
                '\(text)' is no column of a table without header: expected an index from 0, such \
                as 3, or a range such as 0-7
                """)
    }

    @Test("columns that a file does not have are named")
    func missingColumns() throws {
        let plain = DescribedTable.folder + "/plain.csv"
        #expect(ownRefusal("6-8") == "\(plain):1: has no columns 8 to 8 (from 0); it has 0 to 7")
        #expect(
            ownRefusal("5")
                == "\(plain): column 5 (from 0) is selected twice; select it once")
        var table = DescribedTable.array
        table.format = .npy(inputs: [0, 8], targets: [1])
        #expect(
            try refusal(table)
                == "'\(DescribedTable.folder)/table.npy' has no column 8: it has 8, counted from 0")
        table = .named
        table.format = .csv(columns: .named(inputs: ["length"], targets: ["high"]))
        #expect(
            try refusal(table) == """
                \(Self.named):1: has no column 'high'; it has 'length', 'gain', 'step, wide', \
                'switch', 'fixed', 'near', 'far', 'sum'
                """)
    }

    @Test("a table with other columns than the manifest says is refused")
    func otherColumns() throws {
        var table = DescribedTable.array
        table.columns = 9
        #expect(
            try refusal(table) == "'\(DescribedTable.folder)/table.npy' has 8 columns, not 9")
        table = .named
        table.columns = 9
        #expect(
            try refusal(table)
                == "\(Self.named):1: has 8 columns, not the 9 expected; "
                + "check that it is the right file")
        for (base, name) in [(DescribedTable.archive, "table.npz"), (.hierarchy, "table.h5")] {
            table = base
            let isArchive = name.hasSuffix("npz")
            let inputs = ArraySelection(array: isArchive ? "x" : "run/x", columnCount: 6)
            let targets = ArraySelection(array: isArchive ? "y" : "run/y")
            table.format =
                isArchive
                ? .npz(inputs: inputs, targets: targets) : .hdf5(inputs: inputs, targets: targets)
            #expect(
                try refusal(table)
                    == "'\(DescribedTable.folder)/\(name)/\(inputs.array)' has 5 columns, not 6")
        }
    }
}
