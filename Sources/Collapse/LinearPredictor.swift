package import LinearAlgebra

/// NRC4's linear map of the features, fitted on the training set:
///
///     ŷ(x) = μ_Y + (x − μ_H) C,   C = H̄⁺Ȳ
///
/// The pseudo-inverse drops singular values at or below 1e-3 σ₁ (`relativeCutoff`). Test samples
/// are centred by the *training* means. Source: paper, NRC4.
package struct LinearPredictor: Sendable {
    /// C `[h, t]`.
    package let coefficients: Matrix<Double>
    /// μ_H, one per feature.
    package let featureMeans: [Double]
    /// μ_Y, one per target.
    package let targetMeans: [Double]

    /// The released code's `rcond`.
    package static let relativeCutoff = 1e-3

    /// Predictions `[b, t]` for features `[b, h]`.
    package func predictions(for features: Matrix<Float>) -> Matrix<Double> {
        precondition(features.columns == coefficients.rows, "as many features as were fitted")
        var predictions = product(features.widened(minus: featureMeans), coefficients)
        subtract(targetMeans.map(-), fromRowsOf: &predictions)
        return predictions
    }
}

private func subtract(_ row: [Double], fromRowsOf matrix: inout Matrix<Double>) {
    let columns = matrix.columns
    unsafe matrix.elements.withUnsafeMutableBufferPointer { elements in
        unsafe row.withUnsafeBufferPointer { row in
            for start in stride(from: 0, to: elements.count, by: max(columns, 1)) {
                for column in 0..<columns { unsafe elements[start + column] -= row[column] }
            }
        }
    }
}
