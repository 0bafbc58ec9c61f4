import LinearAlgebra
import TestSupport

/// The largest |(AᵀA − I)ᵢⱼ|: how far the columns are from orthonormal.
func distanceFromOrthonormal(_ matrix: Matrix<Double>) -> Double {
    largestDifference(
        product(matrix, transposingLeft: true, matrix), .identity(matrix.columns))
}

/// max |Aᵢⱼ − Bᵢⱼ|; infinite for different shapes.
func largestDifference(_ first: Matrix<Double>, _ second: Matrix<Double>) -> Double {
    guard first.shape == second.shape else { return .infinity }
    return zip(first.elements, second.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// A standard normal matrix; a few dozen rows, so that decompositions are accurate to ≈ 1e-14.
func normal(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, stream: "decomposition-tests")
    return stream.standardNormalMatrix(rows: rows, columns: columns)
}

/// A·diag(values).
func scalingColumns(_ matrix: Matrix<Double>, by values: [Double]) -> Matrix<Double> {
    var result = matrix
    for row in 0..<result.rows {
        for column in 0..<result.columns { result[row, column] *= values[column] }
    }
    return result
}
