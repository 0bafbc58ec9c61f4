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
