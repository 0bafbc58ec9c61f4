internal import LinearAlgebra

/// NRC3 of a convolution as the text flattens it: the mean cosine of the principal angles between
/// the top-k eigenvectors of the covariance of its inputs at all positions, and the leading input
/// directions of its filters.
///
/// Angles and missing directions count as in `SubspaceAlignment`. A direction whose variance is
/// rounding noise beside the largest (λ ≤ 1e-12 λ₁) spans nothing in particular. Source: paper, NRC3.
struct FlattenedAlignment: Sendable {
    /// λ/λ₁ at which rounding explains an eigenvalue of second moments.
    private static let rounding = 1e-12

    private let directions: SymmetricEigen

    /// - Throws: when LAPACK fails.
    init(_ moments: PositionMoments) throws(DecompositionError) {
        directions = try SymmetricEigen(of: moments.covariance)
    }

    /// - Parameters:
    ///   - weight: of W `[outputs, c]`.
    /// - Returns: nil when the inputs or the weight are zero.
    func meanCosine(
        weight: SingularValueDecomposition, outputs: Int, k: Int
    ) throws(DecompositionError) -> Double? {
        let channels = directions.values.count
        let largest = directions.values.first ?? 0
        let kept = directions.values.prefix(k).prefix {
            $0 > 0 && $0 > Self.rounding * largest
        }.count
        let read = leadingDirections(weight, k, above: roundingNoise(outputs, channels))
        guard kept > 0, read.rows > 0 else { return nil }
        let spanned = directions.vectors.leadingColumns(kept).transposed
        return try sumOfCosines(spanned, read) / Double(min(k, channels, outputs))
    }
}
