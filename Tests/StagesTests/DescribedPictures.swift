import Foundation

@testable import DataManifests

/// Pictures as the stage that got them would describe them.
struct DescribedPictures {
    var files: String
    var format: DataFormat
    var rows: Int?
    var first: Int?
    var image: ImageShape?

    /// The two recordings of eight frames among the goldens of `Datasets`.
    static let driving = DescribedPictures(
        files: "driving-?.h5",
        format: .hdf5(
            inputs: ArraySelection(array: "rgb"),
            targets: ArraySelection(array: "targets", columns: [0, 10], columnCount: 28)))
    /// Files whose names tell an age.
    static let portraits = DescribedPictures(
        files: "**/*.jpg", format: .jpeg(targets: .leadingInteger))

    /// Writes the description, and returns its path.
    func write(to folder: StageFolder) throws -> String {
        let description = DatasetDescription(
            dataset: "d", title: "The pictures", source: "publisher", fidelity: .original,
            layout: DataLayout(
                files: try PathPattern(files), format: format, rows: rows, columns: nil,
                first: first, image: image))
        let json = try JSONEncoder().encode(description)
        return try folder.write(
            String(decoding: json, as: UTF8.self), to: "description-of-pictures.json")
    }
}
