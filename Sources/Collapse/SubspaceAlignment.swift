internal import LinearAlgebra

/// NRC3: how the top-k subspace of the features lies to the one the next weight reads.
///
/// U `[h, k]` are the leading eigenvectors of Σ_H, V `[h, k]` the leading right singular vectors of W
/// `[out, h]`; the principal angles θ between their spans are
///
///     cos θᵢ = σᵢ(UᵀV),  sin θᵢ = σᵢ((I − UUᵀ)V)
///
/// There are m = min(k, h, out) angles: k beyond the layer's dimensions means all there are. A
/// direction whose singular value is rounding noise (σ ≤ max(rows, columns)·ε·σ₁: the matrix has a
/// lower rank than k) spans nothing in particular; its angle counts as a right one, so that a
/// rank-1 weight at k = 2 reads at most ½. Source: paper, NRC3 and Figure 3.
struct SubspaceAlignment: Sendable, Equatable {
    /// (1/m) Σ cos θᵢ, nearing 1 with collapse; nil when the features or the weight are zero.
    let meanCosine: Double?
    /// (1/m) Σ sin θᵢ, the noise side, nearing 0 with collapse; nil as above. Chance is near 1.
    let meanSine: Double?
    /// The mean cosine over the directions that exist in both; nil when there are none.
    let sharedMeanCosine: Double?
    /// How many exist in both: the smaller count of σ > 1e-3 σ₁ among the top k of H̄ and of W.
    let sharedDirections: Int

    /// σ/σ₁ above which a direction is said to exist.
    private static let existence = 1e-3

    /// - Parameters:
    ///   - features: of H̄ `[samples, h]`, or of a triangular factor of it.
    ///   - samples: N, which says how large the rounding noise in H̄ is.
    ///   - weight: of W `[outputs, h]`.
    /// - Throws: when the small decompositions of UᵀV or (I − UUᵀ)V fail.
    init(
        features: SingularValueDecomposition, samples: Int,
        weight: SingularValueDecomposition, outputs: Int, k: Int
    ) throws(DecompositionError) {
        let width = features.rightTransposed.columns
        precondition(weight.rightTransposed.columns == width, "W reads the columns of H")
        precondition(k >= 1, "a subspace has at least one dimension")
        let angles = min(k, width, outputs)
        let spanned = leadingDirections(features, k, above: roundingNoise(samples, width))
        let read = leadingDirections(weight, k, above: roundingNoise(outputs, width))
        if spanned.rows == 0 || read.rows == 0 {
            (meanCosine, meanSine) = (nil, nil)
        } else {
            // Directions the weight does not have lie at right angles; those the features do not
            // have show up as sines of 1 by themselves.
            let missing = Double(angles - read.rows)
            meanCosine = try sumOfCosines(spanned, read) / Double(angles)
            meanSine = try (sumOfSines(spanned, read) + missing) / Double(angles)
        }
        let existing = leadingDirections(features, k, above: Self.existence)
        let existingRead = leadingDirections(weight, k, above: Self.existence)
        sharedDirections = min(existing.rows, existingRead.rows)
        sharedMeanCosine =
            sharedDirections == 0
            ? nil : try sumOfCosines(existing, existingRead) / Double(sharedDirections)
    }
}

/// σ/σ₁ at which rounding alone explains a singular value of a matrix of this shape.
func roundingNoise(_ rows: Int, _ columns: Int) -> Double {
    Double(max(rows, columns)) * .ulpOfOne
}

/// The top-k right singular vectors above the cut-off, as orthonormal rows.
func leadingDirections(
    _ decomposition: SingularValueDecomposition, _ k: Int, above cutoff: Double
) -> Matrix<Double> {
    decomposition.rightTransposed.leadingRows(
        min(k, decomposition.rank(relativeCutoff: cutoff)))
}

/// Σ cos θᵢ between two spans given by orthonormal rows.
func sumOfCosines(
    _ first: Matrix<Double>, _ second: Matrix<Double>
) throws(DecompositionError) -> Double {
    let overlap = product(first, second, transposingRight: true)
    // A cosine above 1 is rounding.
    return try SingularValueDecomposition(of: overlap).values.reduce(0) { $0 + min($1, 1) }
}

/// Σ sin θᵢ: what is left of the second basis outside the first span. Taken from the remainder and
/// not as √(1 − cos²), which is blind below 1e-8.
private func sumOfSines(
    _ first: Matrix<Double>, _ second: Matrix<Double>
) throws(DecompositionError) -> Double {
    let inside = product(product(second, first, transposingRight: true), first)
    var outside = second
    for index in outside.elements.indices { outside.elements[index] -= inside.elements[index] }
    return try SingularValueDecomposition(of: outside).values.reduce(0) { $0 + min($1, 1) }
}
