package import Images
package import Learning
package import LinearAlgebra

/// Pictures and their targets, checked to be usable. Pixels stay bytes on the disk until a batch
/// needs them.
package struct PictureData: Sendable {
    /// Used in messages: `train`, `test`.
    package let name: String
    package let pictures: ImageArray
    /// Shape [pictures, outputs]; at least one of each, all finite.
    package let targets: Matrix<Float>
    /// Where the targets are from, for messages.
    private let targetsPath: String
    /// How a pixel becomes what the network sees.
    package let scale: PixelScale

    /// - Throws: `unusableData`, naming the targets' file and, for NaN or infinity, row and column.
    package init(
        name: String, pictures: ImageArray, targets: Matrix<Float>, from targetsPath: String,
        scale: PixelScale
    ) throws(TrainingError) {
        let source = "the \(name) targets in '\(targetsPath)'"
        guard pictures.count == targets.rows else {
            throw .differentCounts(source, pictures, targets)
        }
        guard targets.columns > 0 else { throw .noTargets(source, targets) }
        if let place = targets.firstNonFinite { throw .notFinite(source, targets, at: place) }
        self.name = name
        self.pictures = pictures
        self.targets = targets
        self.targetsPath = targetsPath
        self.scale = scale
    }

    package var count: Int { pictures.count }

    /// - Throws: `unusableData` when the network has other outputs than the data.
    package func requireFit(_ network: ResidualNetwork) throws(TrainingError) {
        guard network.architecture.outputs == targets.columns else {
            throw .misfit(
                "the \(name) targets in '\(targetsPath)'", targets,
                outputs: network.architecture.outputs)
        }
    }
}

extension TrainingError {
    fileprivate static func differentCounts(
        _ source: String, _ pictures: ImageArray, _ targets: Matrix<Float>
    ) -> TrainingError {
        .unusableData(
            "'\(pictures.path)' holds \(pictures.count) pictures, but \(source) have "
                + "\(targets.rows) rows; row i belongs to picture i")
    }

    fileprivate static func noTargets(_ source: String, _ targets: Matrix<Float>) -> TrainingError {
        .unusableData("\(source), of shape \(targets.shape), are empty")
    }

    fileprivate static func notFinite(
        _ source: String, _ targets: Matrix<Float>, at place: MatrixPosition
    ) -> TrainingError {
        .unusableData(
            "\(source) are \(targets[place.row, place.column]) at row \(place.row), column "
                + "\(place.column) (counted from 0); only finite numbers can be used")
    }

    fileprivate static func misfit(
        _ source: String, _ targets: Matrix<Float>, outputs: Int
    ) -> TrainingError {
        .unusableData(
            "\(source), of shape \(targets.shape), do not fit the network, which gives "
                + "\(outputs) outputs")
    }
}
