internal import LinearAlgebra

/// Centred features and targets in the orthonormal coordinates of one triangular factor:
///
///     [H̄ | Ȳ] = Q [ F  B ]
///                 [ 0  E ]
///
/// Shapes: F `[h, h]`, B `[h, t]`, E `[t, t]`. B is what the features' column space can reach of the
/// targets, E what lies outside it, so every inner product and projection between H̄ and Ȳ is a
/// small product of these blocks.
struct CenteredPair: Sendable {
    /// N.
    let samples: Int
    /// F `[h, h]`: FᵀF = H̄ᵀH̄ = N Σ_H.
    let features: Matrix<Double>
    /// B `[h, t]`: FᵀB = H̄ᵀȲ.
    let reachableTargets: Matrix<Double>
    /// E `[t, t]`: BᵀB + EᵀE = ȲᵀȲ.
    let unreachableTargets: Matrix<Double>

    /// - Parameter factor: of the features' columns followed by `targetColumns` target columns.
    init(factor: CenteredFactor, targetColumns: Int) {
        let all = factor.triangular.columns
        let width = all - targetColumns
        samples = factor.samples
        features = factor.triangular.region(rows: 0..<width, columns: 0..<width)
        reachableTargets = factor.triangular.region(rows: 0..<width, columns: width..<all)
        unreachableTargets = factor.triangular.region(rows: width..<all, columns: width..<all)
    }

    /// H̄ in the joint coordinates, `[h + t, h]`.
    var jointFeatures: Matrix<Double> {
        let missing = unreachableTargets.rows
        return Matrix(
            rows: features.rows + missing, columns: features.columns,
            elements: features.elements
                + Array(repeating: 0, count: missing * features.columns))
    }

    /// Ȳ in the joint coordinates, `[h + t, t]`.
    var jointTargets: Matrix<Double> {
        Matrix(
            rows: reachableTargets.rows + unreachableTargets.rows,
            columns: unreachableTargets.columns,
            elements: reachableTargets.elements + unreachableTargets.elements)
    }

    /// ‖Ȳ − P Ȳ‖²_F for the projection P on the left singular directions of H̄ with
    /// σ > `relativeCutoff` · σ₁; without any such direction that is ‖Ȳ‖²_F.
    ///
    /// Summed from the parts that are missing, not as a difference, so that a small remainder
    /// keeps its digits.
    ///
    /// - Parameter decomposition: of `features`.
    func unexplainedSquare(
        by decomposition: SingularValueDecomposition, relativeCutoff: Double
    ) -> Double {
        let kept = decomposition.rank(relativeCutoff: relativeCutoff)
        let coordinates = product(decomposition.left, transposingLeft: true, reachableTargets)
        let dropped = coordinates.region(
            rows: kept..<coordinates.rows, columns: 0..<coordinates.columns)
        return square(frobeniusNorm(dropped)) + square(frobeniusNorm(unreachableTargets))
    }
}

private func square(_ value: Double) -> Double {
    value * value
}
