internal import LinearAlgebra

/// Which of the targets' directions the features know of: how the leading directions of the
/// cross-covariance lie to those of the targets.
///
///     Σ_HY = H̄ᵀȲ/N `[h, t]`,  Σ_Y = ȲᵀȲ/N `[t, t]`
///
/// Compared are, in R^t, the top-r right singular vectors of Σ_HY with the top-r eigenvectors of Σ_Y
/// (the signal) and with the remaining t − r (the noise), by the mean cosine of the principal angles.
/// A direction that Σ_HY does not have counts as a right angle. Where Y has exactly the rank r the
/// result is 1 and 0 by construction. Source: the authors' poster.
struct CrossCovarianceAlignment: Sendable, Equatable {
    /// nil where Σ_HY is zero.
    let signal: Double?
    /// nil as above, and where no directions remain (r ≥ t).
    let noise: Double?

    /// - Parameters:
    ///   - pair: H̄ and Ȳ.
    ///   - targets: the decomposition of `pair.jointTargets`.
    ///   - r: the dimension of the signal, at least 1.
    /// - Throws: when LAPACK fails on one of the small problems.
    init(
        pair: CenteredPair, targets: SingularValueDecomposition, r: Int
    ) throws(DecompositionError) {
        let cross = try SingularValueDecomposition(
            of: product(pair.features, transposingLeft: true, pair.reachableTargets))
        let outputs = targets.rightTransposed.rows
        let kept = min(r, outputs)
        let known = leadingDirections(
            cross, kept, above: roundingNoise(pair.features.columns, outputs))
        guard known.rows > 0 else {
            (signal, noise) = (nil, nil)
            return
        }
        let leading = targets.rightTransposed.leadingRows(kept)
        signal = try sumOfCosines(leading, known) / Double(kept)
        guard kept < outputs else {
            noise = nil
            return
        }
        let rest = targets.rightTransposed.region(
            rows: kept..<outputs, columns: 0..<targets.rightTransposed.columns)
        noise = try sumOfCosines(rest, known) / Double(min(kept, outputs - kept))
    }
}
