extension SingularValueDecomposition {
    /// X = A⁺B with the singular values at or below `relativeCutoff` · σ₁ taken for zero:
    /// of all X that minimise ‖AX − B‖_F over the directions kept, the one of least norm.
    ///
    ///     X = Σ_{i: σᵢ > rcond·σ₁} vᵢ (pᵢᵀB) / σᵢ
    ///
    /// Shapes: A `[m, n]` (what was decomposed), B `[m, c]`, X `[n, c]`. A zero A gives zero.
    package func minimumNormSolution(
        _ rightSide: Matrix<Double>, relativeCutoff: Double
    ) -> Matrix<Double> {
        let rank = rank(relativeCutoff: relativeCutoff)
        var coordinates = product(
            left.leadingColumns(rank), transposingLeft: true, rightSide)
        for row in 0..<rank {
            for column in 0..<coordinates.columns { coordinates[row, column] /= values[row] }
        }
        return product(rightTransposed.leadingRows(rank), transposingLeft: true, coordinates)
    }
}

/// The minimum-norm least-squares solution of A X ≈ B, by QR and the SVD of R.
///
/// A tall A is reduced to R `[n, n]` first: R has A's singular values, and the SVD then costs
/// nothing that grows with the samples. Never by normal equations, which square the condition.
///
/// Shapes: A `[m, n]`, B `[m, c]`, X `[n, c]`.
/// - Throws: `.notFinite` (for A's elements or, with its own positions, B's), `.noConvergence`,
///   `.outOfMemory`.
package func leastSquares(
    _ matrix: Matrix<Double>, _ rightSide: Matrix<Double>, relativeCutoff: Double
) throws(DecompositionError) -> Matrix<Double> {
    precondition(matrix.rows == rightSide.rows, "both sides have one row per sample")
    try requireFinite(rightSide)
    guard matrix.rows > matrix.columns else {
        return try SingularValueDecomposition(of: matrix)
            .minimumNormSolution(rightSide, relativeCutoff: relativeCutoff)
    }
    let reduced = try OrthogonalTriangular(of: matrix)
    return try SingularValueDecomposition(of: reduced.triangular).minimumNormSolution(
        product(reduced.orthogonal, transposingLeft: true, rightSide),
        relativeCutoff: relativeCutoff)
}
