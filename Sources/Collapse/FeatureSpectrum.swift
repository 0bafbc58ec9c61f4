/// What the singular values of a matrix alone say of it.
///
/// The matrices are the centred features H̄ `[N, h]`, the centred targets Ȳ `[N, t]` and the weight W
/// `[out, h]`. Of H̄ the values σ stand for the eigenvalues λ = σ²/N of Σ_H; the factor 1/N drops
/// out of every ratio here. Ratios are taken after division by σ₁, so that no square overflows.
struct FeatureSpectrum: Sendable, Equatable {
    /// σ₁ ≥ σ₂ ≥ … ≥ 0.
    let singularValues: [Double]

    init(singularValues: [Double]) {
        precondition(
            zip(singularValues, singularValues.dropFirst()).allSatisfy { $0 >= $1 },
            "singular values come in descending order")
        self.singularValues = singularValues
    }

    /// λᵢ/λ₁; nil where every value is zero.
    private var relativeEigenvalues: [Double]? {
        guard let largest = singularValues.first, largest > 0 else { return nil }
        return singularValues.map { ($0 / largest) * ($0 / largest) }
    }

    /// NRC1, the share of the variance outside the top-k subspace:
    ///
    ///     1 − tr(UᵀΣ_H U)/tr(Σ_H) = Σ_{i>k} λᵢ / Σᵢ λᵢ
    ///
    /// The right side needs no clamping to [0, 1] and keeps its digits where the left one cancels.
    /// 0 for k ≥ h; nil for features without variance (tr Σ_H = 0). Source: paper, NRC1.
    func noiseComponent(k: Int) -> Double? {
        precondition(k >= 1, "a subspace has at least one dimension")
        guard let eigenvalues = relativeEigenvalues else { return nil }
        return eigenvalues.dropFirst(k).reduce(0, +) / eigenvalues.reduce(0, +)
    }

    /// The stable rank ‖A‖²_F/‖A‖²₂ = Σλᵢ/λ₁, for features trΣ_H/λ₁; nil for a zero matrix.
    /// Source: paper, section on low-rank targets.
    var stableRank: Double? {
        relativeEigenvalues?.reduce(0, +)
    }

    /// Σλᵢ²/λ₁², what the authors' code calls the stable rank; nil for a zero matrix.
    var squaredEigenvalueRank: Double? {
        relativeEigenvalues?.reduce(0) { $0 + $1 * $1 }
    }

    /// The leading eigenvalues of Σ_H over its trace: at most `count`, fewer where the matrix has
    /// fewer columns; nil for a zero matrix.
    func leadingShares(_ count: Int) -> [Double]? {
        guard let eigenvalues = relativeEigenvalues else { return nil }
        let trace = eigenvalues.reduce(0, +)
        return eigenvalues.prefix(count).map { $0 / trace }
    }

    /// The best CKA with these targets that a signal of a lower rank can have.
    ///
    /// CKA(H, Y) = ⟨K_H, K_Y⟩/(‖K_H‖‖K_Y‖) is the cosine between the two kernels. Among the positive
    /// semidefinite kernels of rank q the truncation of K_Y maximises it (von Neumann's trace
    /// inequality, then Cauchy–Schwarz):
    ///
    ///     √(Σ_{i≤q} λᵢ² / Σ_{i≤t} λᵢ²)
    ///
    /// with λ the eigenvalues of ȲᵀȲ. 0 for q = 0; nil for constant targets.
    func alignmentCeiling(rank: Int) -> Double? {
        guard let eigenvalues = relativeEigenvalues else { return nil }
        let squares = eigenvalues.map { $0 * $0 }
        return (squares.prefix(rank).reduce(0, +) / squares.reduce(0, +)).squareRoot()
    }
}
