/// What is left of a tall matrix X when only inner products of its centred columns matter: its
/// column means and the triangular factor of X̄ = X − 1μᵀ.
///
///     X̄ = Q R,  RᵀR = X̄ᵀX̄ = N Σ
///
/// Every norm, projection and singular value of X̄ and of its column groups can be had from R, at
/// the accuracy of X itself: forming the covariance would square the condition number.
package struct CenteredFactor: Sendable {
    /// N, the rows seen.
    package let samples: Int
    /// μ, one per column.
    package let means: [Double]
    /// R `[n, n]`, upper triangular, any signs on its diagonal.
    package let triangular: Matrix<Double>
}
