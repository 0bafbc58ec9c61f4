package import LinearAlgebra

/// The mean squared error over samples *and* outputs, added up block by block:
///
///     (1 / N t) Σ (ŷᵢⱼ − yᵢⱼ)²
///
/// The measuring stage takes the network's error and NRC4 on the test set from it, so that they
/// compare.
package struct SquaredErrorSum: Sendable, Equatable {
    private var total = 0.0
    private var count = 0

    package init() {}

    /// - Parameters: predictions and targets, both `[b, t]`.
    package mutating func add(predictions: Matrix<Double>, targets: Matrix<Double>) {
        precondition(predictions.shape == targets.shape, "one prediction per target")
        var differences = predictions
        for index in differences.elements.indices {
            differences.elements[index] -= targets.elements[index]
        }
        let norm = frobeniusNorm(differences)
        total += norm * norm
        count += differences.elements.count
    }

    /// nil before the first sample.
    package var mean: Double? {
        count == 0 ? nil : total / Double(count)
    }
}
