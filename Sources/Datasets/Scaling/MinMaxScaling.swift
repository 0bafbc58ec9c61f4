package import LinearAlgebra

/// Each column mapped linearly onto [0, 1], with the bits of scikit-learn's `MinMaxScaler`.
///
/// x ↦ x·s + b with s = 1/(max − min) and b = −min·s. A column whose range is below 10 ε
/// (2.2e-15) counts as constant: s = 1, so it becomes 0 where it equals its minimum.
/// Rounding may leave a value beyond 1 by a few units in the last place.
/// Source: the paper's code, which scales Carla's targets over all rows before they are split.
package struct MinMaxScaling: Sendable, Equatable {
    /// Below this range a column is constant; the library's bound.
    private static let leastRange = 10 * Double.ulpOfOne

    /// One per column.
    package let minima: [Double]
    /// One per column.
    package let maxima: [Double]
    /// s, one per column, never 0 for ranges that double precision holds.
    package let scales: [Double]
    /// b, one per column.
    package let offsets: [Double]

    /// - Parameter samples: `[samples, columns]`, at least one sample, finite.
    package init(of samples: Matrix<Double>) {
        precondition(samples.rows > 0, "no sample to take a range of")
        let columns = samples.columns
        var minima = Array(samples.elements[..<columns])
        var maxima = minima
        var index = columns
        for _ in 1..<samples.rows {
            for column in 0..<columns {
                let value = samples.elements[index]
                minima[column] = min(minima[column], value)
                maxima[column] = max(maxima[column], value)
                index += 1
            }
        }
        self.minima = minima
        self.maxima = maxima
        scales = zip(minima, maxima).map { least, greatest in
            let range = greatest - least
            return range < Self.leastRange ? 1 : 1 / range
        }
        offsets = zip(minima, scales).map { 0 - $0 * $1 }
    }

    /// The scaled values, `[samples, columns]`.
    package func applied(to matrix: Matrix<Double>) -> Matrix<Double> {
        precondition(matrix.columns == scales.count, "scaled by a set of other columns")
        var result = matrix
        var index = 0
        for _ in 0..<matrix.rows {
            for column in 0..<matrix.columns {
                // A product, then a sum: fused, the last bit would differ from NumPy's.
                result.elements[index] = result.elements[index] * scales[column] + offsets[column]
                index += 1
            }
        }
        return result
    }
}
