import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

/// What `dataset.tabular` says of files whose samples are not what was asked for.
@Suite struct TabularSampleRejectionTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private func refusal(
        _ table: DescribedTable = .named, in files: String = DescribedTable.folder,
        _ parameters: [String: RequestValue] = [:]
    ) throws -> String {
        folder.refusal(
            .tabularDataset, parameters,
            inputs: ["files": files, "description": try table.write(to: folder)])
    }

    // MARK: Files

    @Test("files of the layout's name must be there")
    func noFiles() throws {
        var table = DescribedTable.named
        table.files = "*/named.csv"
        #expect(
            try refusal(table) == """
                none of the data set's files is called '*/named.csv'; correct 'files' of the \
                layout in the manifest
                """)
    }

    @Test("Parquet files and pictures are sent to those who read them")
    func otherFormats() throws {
        var table = DescribedTable.named
        table.format = .parquet(inputs: ["a"], targets: ["b"])
        let path = "\(DescribedTable.folder)/named.csv"
        #expect(
            try refusal(table) == """
                '\(path)' is a Parquet file; put an exec stage with tools/parquet/as-arrays \
                between 'dataset.fetch' and this stage
                """)
        table.format = .jpeg(targets: .leadingInteger)
        #expect(
            try refusal(table) == "'\(path)' is a picture; 'dataset.images' reads pictures")
    }

    @Test("files of one data set have the same columns")
    func unlikeFiles() throws {
        for (name, from) in [("a.npy", "float32.npy"), ("b.npy", "float64-column.npy")] {
            try FileManager.default.createDirectory(
                atPath: folder.path("parts"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: GoldenFile.ofDatasets(from), toPath: folder.path("parts/\(name)"))
        }
        let table = DescribedTable(files: "*.npy", format: .npy(inputs: [0], targets: [0]))
        #expect(
            try refusal(table, in: folder.path("parts"))
                == "'\(folder.path("parts/b.npy"))' has 1 columns, not 3")
    }

    // MARK: Counts

    @Test("as many samples as the manifest says, or none")
    func wrongRowCount() throws {
        var table = DescribedTable.named
        table.rows = 38
        #expect(
            try refusal(table) == """
                'named.csv' has 37 samples, but the manifest says 38; fetch the data again, or \
                correct 'rows' in the manifest
                """)
    }

    @Test("more samples than there are cannot be had")
    func fewSamples() throws {
        #expect(
            try refusal(.named, ["first": .integer(38)])
                == "the first 38 samples are wanted, but there are 37")
        var table = DescribedTable.named
        table.first = 39
        #expect(try refusal(table) == "the first 39 samples are wanted, but there are 37")
        #expect(
            try refusal(.named, ["training_samples": .integer(30)])
                == "'training_samples' asks for 30 samples, but the training set has 29")
        #expect(try refusal(.named, ["training_samples": .integer(29)]) == "")
    }

    @Test("a split leaves samples on both sides")
    func split() throws {
        #expect(
            try refusal(.named, ["first": .integer(2), "test_fraction": .real(0.6)]) == """
                2 samples can't be split into a training and a test set with the fraction 0.6 for \
                the test; give more samples
                """)
    }

    @Test("inputs and targets of a file belong together")
    func unequalLengths() throws {
        let first = DescribedTable.folder + "/unequal-0.npz"
        var table = DescribedTable(
            files: "unequal-0.npz",
            format: .npz(inputs: ArraySelection(array: "x"), targets: ArraySelection(array: "y")))
        #expect(
            try refusal(table) == "'\(first)' has 3 samples of inputs, but 4 of targets")
        // Three and four on one side, four and three on the other: seven samples in all.
        table.files = "unequal-?.npz"
        #expect(
            try refusal(table) == "'\(first)' has 3 samples of inputs, but 4 of targets")
        table = DescribedTable(
            files: "numbers.h5",
            format: .hdf5(
                inputs: ArraySelection(array: "table <f4"),
                targets: ArraySelection(array: "column")))
        #expect(
            try refusal(table, in: GoldenFile.ofDatasets("")) == """
                '\(GoldenFile.ofDatasets("numbers.h5"))' has 5 samples of inputs, but 3 of targets
                """)
    }

    // MARK: Values

    @Test("values that are no numbers are named by their place in the file")
    func notFinite() throws {
        var table = DescribedTable(
            files: "not-a-number.npy", format: .npy(inputs: [0], targets: [6]))
        #expect(
            try refusal(table) == """
                '\(DescribedTable.folder)/not-a-number.npy' has nan in row 2, column 6 (from 0); \
                leave such samples out
                """)
        table = DescribedTable(
            files: "infinite.npz",
            format: .npz(
                inputs: ArraySelection(array: "x"),
                targets: ArraySelection(array: "y", columns: [6])))
        #expect(
            try refusal(table) == """
                '\(DescribedTable.folder)/infinite.npz/y' has inf in row 2, column 6 (from 0); \
                leave such samples out
                """)
    }

    @Test("values beyond single precision are refused where they arise")
    func overflow() throws {
        let table = try folder.write("1,2\n3,4\n1e300,6\n7,8\n", to: "large.csv")
        let parameters: [String: RequestValue] = [
            "features": .list([.text("0")]), "targets": .list([.text("1")]),
            "header": .boolean(false), "standardise": .boolean(false),
        ]
        let refusal = folder.refusal(.tabularDataset, parameters, inputs: ["table": table])
        // Of four samples, 2 trains and comes last.
        #expect(
            refusal == """
                the values for '\(folder.path("dataset.tabular/features.npy"))' overflow single \
                precision in row 2, column 0 (from 0); rescale the data
                """)
        #expect(
            !FileManager.default.fileExists(atPath: folder.path("dataset.tabular/features.npy")))
    }
}
