import LinearAlgebra

@testable import Collapse

/// One layer measured in blocks of the given number of rows; all at once by default.
func statistics(
    features: Matrix<Float>, weight: Matrix<Float>, targets: Matrix<Double>,
    blockRows: Int? = nil, layer: Int = 0
) throws -> LayerStatistics {
    var measurer = LayerMeasurer(
        layer: layer, featureColumns: features.columns, targetColumns: targets.columns)
    let step = blockRows ?? max(features.rows, 1)
    for start in stride(from: 0, to: features.rows, by: step) {
        let rows = start..<min(start + step, features.rows)
        try measurer.append(
            features: features.region(rows: rows, columns: 0..<features.columns),
            targets: targets.region(rows: rows, columns: 0..<targets.columns))
    }
    return try measurer.statistics(name: "layers.\(2 * layer).weight", weight: weight)
}

extension LayerMeasurer {
    /// Adds samples to this one alone.
    mutating func append(features: Matrix<Float>, targets: Matrix<Double>) throws {
        var alone = [self]
        try Self.append(
            features: [features], targets: targets, to: &alone, team: ThreadTeam(threads: 1))
        self = alone[0]
    }
}

/// Standard normal numbers rounded to multiples of 2⁻¹⁰: sums of a few dozen of them are exact in
/// single precision, so that an orthogonal map with entries ±1 makes no rounding error.
func coarseNormal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var stream = RandomStream(seed: seed, stream: "collapse-tests")
    var matrix = stream.standardNormalMatrix(rows: rows, columns: columns).asFloat
    for index in matrix.elements.indices {
        matrix.elements[index] = (matrix.elements[index] * 1024).rounded() / 1024
    }
    return matrix
}

/// Sylvester's Hadamard matrix `[8, 8]`: entries ±1, rows orthogonal, √8 times a rotation.
let hadamard8: Matrix<Float> = {
    var result = Matrix<Float>(zeros: 8, 8)
    for row in 0..<8 {
        for column in 0..<8 {
            result[row, column] = (row & column).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1
        }
    }
    return result
}()

/// |found − expected| ≤ relative·|expected| + absolute, and nil only beside nil.
func isClose(
    _ found: Double?, _ expected: Double?, relative: Double, absolute: Double
) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) <= relative * abs(expected) + absolute
}
