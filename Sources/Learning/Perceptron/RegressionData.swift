package import LinearAlgebra

/// Features and targets of the same samples, checked to be usable.
package struct RegressionData: Sendable {
    /// Used in messages: `train`, `test`.
    package let name: String
    /// Shape [samples, features]; at least one of each, all finite.
    package let features: Matrix<Float>
    /// Shape [samples, outputs]; at least one of each, all finite.
    package let targets: Matrix<Float>

    /// - Throws: `unusableData`, naming the matrix and, for NaN or infinity, row and column.
    package init(
        name: String, features: Matrix<Float>, targets: Matrix<Float>
    ) throws(TrainingError) {
        guard features.rows == targets.rows else {
            throw .differentSampleCounts(name, features: features, targets: targets)
        }
        for (kind, matrix) in [("features", features), ("targets", targets)] {
            guard matrix.rows > 0, matrix.columns > 0 else {
                throw .empty("\(name) \(kind)", matrix)
            }
            if let place = matrix.firstNonFinite {
                throw .notFinite("\(name) \(kind)", matrix, at: place)
            }
        }
        self.name = name
        self.features = features
        self.targets = targets
    }

    package var samples: Int { features.rows }

    /// - Throws: `unusableData` when the network has other inputs or outputs than the data.
    package func requireFit(_ network: MultilayerPerceptron) throws(TrainingError) {
        guard network.inputs == features.columns else {
            throw .misfit("\(name) features", features, "takes", network.inputs, "inputs")
        }
        guard network.outputs == targets.columns else {
            throw .misfit("\(name) targets", targets, "gives", network.outputs, "outputs")
        }
    }
}

extension TrainingError {
    fileprivate static func differentSampleCounts(
        _ name: String, features: Matrix<Float>, targets: Matrix<Float>
    ) -> TrainingError {
        .unusableData(
            "\(name) features \(features.shape) and \(name) targets \(targets.shape) differ in "
                + "their number of rows; row i of both belongs to sample i")
    }

    fileprivate static func empty(_ name: String, _ matrix: Matrix<Float>) -> TrainingError {
        .unusableData("\(name) of shape \(matrix.shape) are empty")
    }

    fileprivate static func notFinite(
        _ name: String, _ matrix: Matrix<Float>, at place: MatrixPosition
    ) -> TrainingError {
        return .unusableData(
            "\(name) are \(matrix[place.row, place.column]) at row \(place.row), "
                + "column \(place.column) "
                + "(counted from 0); only finite numbers can be used")
    }

    fileprivate static func misfit(
        _ name: String, _ matrix: Matrix<Float>, _ verb: String, _ count: Int, _ noun: String
    ) -> TrainingError {
        .unusableData(
            "\(name) \(matrix.shape) do not fit the network, which \(verb) \(count) \(noun)")
    }
}
