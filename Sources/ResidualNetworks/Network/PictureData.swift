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
    /// How a pixel becomes what the network sees.
    package let scale: PixelScale

    /// - Throws: `unusableData`, naming the file or the targets and, for NaN or infinity, row and
    ///   column.
    package init(
        name: String, pictures: ImageArray, targets: Matrix<Float>, scale: PixelScale
    ) throws(TrainingError) {
        guard pictures.count == targets.rows else {
            throw .differentCounts(name, pictures, targets)
        }
        guard targets.columns > 0 else { throw .noTargets(name, targets) }
        if let place = targets.firstNonFinite { throw .notFinite(name, targets, at: place) }
        self.name = name
        self.pictures = pictures
        self.targets = targets
        self.scale = scale
    }

    package var count: Int { pictures.count }

    /// - Throws: `unusableData` when the network has other outputs than the data.
    package func requireFit(_ network: ResidualNetwork) throws(TrainingError) {
        guard network.architecture.outputs == targets.columns else {
            throw .misfit(name, targets, outputs: network.architecture.outputs)
        }
    }
}

extension TrainingError {
    fileprivate static func differentCounts(
        _ name: String, _ pictures: ImageArray, _ targets: Matrix<Float>
    ) -> TrainingError {
        .unusableData(
            "'\(pictures.path)' holds \(pictures.count) pictures, but the \(name) targets have "
                + "\(targets.rows) rows; row i belongs to picture i")
    }

    fileprivate static func noTargets(_ name: String, _ targets: Matrix<Float>) -> TrainingError {
        .unusableData("\(name) targets of shape \(targets.shape) are empty")
    }

    fileprivate static func notFinite(
        _ name: String, _ targets: Matrix<Float>, at place: MatrixPosition
    ) -> TrainingError {
        .unusableData(
            "\(name) targets are \(targets[place.row, place.column]) at row \(place.row), "
                + "column \(place.column) (counted from 0); only finite numbers can be used")
    }

    fileprivate static func misfit(
        _ name: String, _ targets: Matrix<Float>, outputs: Int
    ) -> TrainingError {
        .unusableData(
            "\(name) targets \(targets.shape) do not fit the network, which gives \(outputs) outputs"
        )
    }
}
