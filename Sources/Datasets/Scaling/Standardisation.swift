package import LinearAlgebra

/// Shift and scale per column, taken from the training set and applied to any set.
///
/// x ↦ (x − μ)/s with the column's mean μ and population deviation s = √(Σ(x − μ)²/N). A constant
/// column, that is one whose values are all equal to the last bit (no tolerance: Reacher's column
/// 10 is), has μ equal to that value and s = 1, so it becomes exactly 0 in the training set.
/// Source: the paper's code (scikit-learn's `StandardScaler`).
package struct Standardisation: Sendable, Equatable {
    /// μ, one per column.
    package let means: [Double]
    /// s, one per column, never 0.
    package let scales: [Double]

    /// - Parameter training: `[samples, columns]`, at least one sample, finite.
    package init(of training: Matrix<Double>) {
        precondition(training.rows > 0, "no sample to take a mean of")
        let columns = training.columns
        let first = Array(training.elements[..<columns])
        var isConstant = Array(repeating: true, count: columns)
        // Summing differences from the first row keeps the digits of columns far from zero.
        var sums = Array(repeating: 0.0, count: columns)
        training.forEachElement { column, value in
            sums[column] += value - first[column]
            if value != first[column] { isConstant[column] = false }
        }
        let count = Double(training.rows)
        let means = (0..<columns).map { first[$0] + sums[$0] / count }
        // Relative to the largest difference, squares neither overflow nor vanish.
        var largest = Array(repeating: 0.0, count: columns)
        training.forEachElement { column, value in
            largest[column] = max(largest[column], abs(value - means[column]))
        }
        var squares = Array(repeating: 0.0, count: columns)
        training.forEachElement { column, value in
            guard largest[column] > 0 else { return }
            let relative = (value - means[column]) / largest[column]
            squares[column] += relative * relative
        }
        self.means = (0..<columns).map { isConstant[$0] ? first[$0] : means[$0] }
        scales = (0..<columns).map { column in
            let deviation = largest[column] * (squares[column] / count).squareRoot()
            return isConstant[column] || deviation == 0 ? 1 : deviation
        }
    }

    /// The standardised values, `[samples, columns]`.
    package func applied(to matrix: Matrix<Double>) -> Matrix<Double> {
        precondition(matrix.columns == means.count, "standardised by a set of other columns")
        var result = matrix
        var index = 0
        for _ in 0..<matrix.rows {
            for column in 0..<matrix.columns {
                result.elements[index] = (result.elements[index] - means[column]) / scales[column]
                index += 1
            }
        }
        return result
    }
}

extension Matrix where Element == Double {
    /// Visits all values in row-major order.
    fileprivate func forEachElement(_ visit: (_ column: Int, _ value: Double) -> Void) {
        var column = 0
        for value in elements {
            visit(column, value)
            column = column + 1 == columns ? 0 : column + 1
        }
    }
}
