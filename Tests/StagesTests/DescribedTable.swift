import Foundation

@testable import DataManifests

/// The table of `Golden/tables`, 37 samples of 5 inputs and 3 targets, as the stage that got it
/// would describe one of its files.
struct DescribedTable {
    static let folder = GoldenFile.path("tables")
    static let inputs = ["length", "gain", "step, wide", "switch", "fixed"]
    static let targets = ["near", "far", "sum"]

    var files: String
    var format: DataFormat
    var rows: Int?
    var columns: Int?
    var first: Int?

    static let named = DescribedTable(
        files: "named.csv", format: .csv(columns: .named(inputs: inputs, targets: targets)))
    static let plain = DescribedTable(
        files: "plain.csv",
        format: .csv(columns: .at(inputs: [0, 1, 2, 3, 4], targets: [5, 6, 7])))
    static let array = DescribedTable(
        files: "table.npy", format: .npy(inputs: [0, 1, 2, 3, 4], targets: [5, 6, 7]))
    static let archive = DescribedTable(
        files: "table.npz",
        format: .npz(
            inputs: ArraySelection(array: "x"),
            targets: ArraySelection(array: "y", columns: [5, 6, 7], columnCount: 8)))
    static let hierarchy = DescribedTable(
        files: "table.h5",
        format: .hdf5(
            inputs: ArraySelection(array: "run/x", columnCount: 5),
            targets: ArraySelection(array: "run/y", columns: [5, 6, 7], columnCount: 8)))

    func description() throws -> DatasetDescription {
        DatasetDescription(
            dataset: "d", title: "The data", source: "publisher", fidelity: .equivalent,
            note: "A copy.",
            layout: DataLayout(
                files: try PathPattern(files), format: format, rows: rows, columns: columns,
                first: first, image: nil))
    }

    /// Writes the description, and returns its path.
    func write(to folder: StageFolder) throws -> String {
        let json = try JSONEncoder().encode(description())
        return try folder.write(
            String(decoding: json, as: UTF8.self), to: "description-of-\(format.name).json")
    }
}
