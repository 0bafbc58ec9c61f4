internal import LinearAlgebra

/// Linear centred kernel alignment, in feature space:
///
///     CKA(A, B) = ‖B̄ᵀĀ‖²_F / (‖ĀᵀĀ‖_F ‖B̄ᵀB̄‖_F)
///
/// No N×N kernel is ever formed. Between 0 and 1; nil where A or B does not vary (a denominator
/// of zero). Source: paper, NRC2; Kornblith et al. 2019.
///
/// - Parameters:
///   - first: A in any orthonormal coordinates of the samples, `[c, a]`, already centred: such as
///     rows of a triangular factor. Rescaling A or B changes nothing.
///   - second: B in the same coordinates, `[c, b]`.
func linearAlignment(_ first: Matrix<Double>, _ second: Matrix<Double>) -> Double? {
    guard let first = normalized(first), let second = normalized(second) else { return nil }
    let cross = frobeniusNorm(product(second, transposingLeft: true, first))
    let scale = frobeniusNorm(gram(first)) * frobeniusNorm(gram(second))
    // Cauchy–Schwarz bounds it by 1; rounding may not.
    return min(cross * cross / scale, 1)
}

/// A/‖A‖_F, so that fourth powers neither overflow nor vanish; nil for A = 0.
private func normalized(_ matrix: Matrix<Double>) -> Matrix<Double>? {
    let norm = frobeniusNorm(matrix)
    guard norm > 0 else { return nil }
    return Matrix(
        rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { $0 / norm })
}
