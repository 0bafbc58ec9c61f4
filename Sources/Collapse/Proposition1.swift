internal import LinearAlgebra

/// Appendix C's bound at one layer, with what it assumes and what it does not say.
///
///     NRC1 ≤ ε₁ and 1 − CKA ≤ ε₂  ⟹  ‖H̄ − P_Y H̄‖_F / ‖H̄‖_F ≤ √ε₁ + √ε₂
///
/// P_Y projects on the column space of Ȳ (σ > 1e-6 σ₁). ε₁ and ε₂ are taken as small as they may be:
/// the layer's own NRC1 and 1 − CKA. The bound is proved for k = 1 and can fail for k ≥ 2; and it
/// bounds the regression of H on Y, not of Y on H, hence `unexplainedTargets` beside it. Every
/// value is nil where what it is made from is undefined. Source: paper, Proposition 1, Appendix C.
package struct Proposition1: Sendable, Equatable {
    /// ‖H̄ − P_Y H̄‖_F / ‖H̄‖_F; nil for features without variance. With constant targets P_Y = 0
    /// and this is 1.
    package let leftSide: Double?
    /// ε₁ = NRC1.
    package let epsilon1: Double?
    /// ε₂ = 1 − CKA of the projected features H̄U: the one the bound is stated with.
    package let epsilon2Projected: Double?
    /// 1 − CKA of the full H̄.
    package let epsilon2Full: Double?
    /// √ε₁ + √ε₂, of the projected features.
    package let rightSide: Double?
    /// Left over right side: above 1 the bound fails. nil also when the right side is nothing but
    /// the rounding of 1 − CKA.
    package let ratio: Double?
    /// The right side is 1 or more, which holds for any features at all.
    package let vacuous: Bool?
    /// ‖Ȳ − P_H Ȳ‖_F / ‖Ȳ‖_F with P_H on the column space of H̄ (σ > 1e-6 σ₁); nil for constant
    /// targets.
    package let unexplainedTargets: Double?

    /// σ/σ₁ above which a direction belongs to a column space.
    private static let columnSpaceCutoff = 1e-6
    /// 1 − CKA is known to a few ε, its root to a few √ε = 1.5e-8.
    static let rightSideRounding = 1e-7

    /// - Parameters:
    ///   - pair: H̄ and Ȳ.
    ///   - features: the decomposition of `pair.features`.
    ///   - targets: the decomposition of `pair.jointTargets`.
    init(
        pair: CenteredPair, features: SingularValueDecomposition,
        targets: SingularValueDecomposition, noiseComponent: Double?, alignment: Double?,
        fullAlignment: Double?
    ) {
        leftSide = Self.remainder(of: pair.jointFeatures, outside: targets)
        epsilon1 = noiseComponent
        epsilon2Projected = alignment.map { 1 - $0 }
        epsilon2Full = fullAlignment.map { 1 - $0 }
        if let noiseComponent, let alignment {
            let bound = noiseComponent.squareRoot() + (1 - alignment).squareRoot()
            rightSide = bound
            vacuous = bound >= 1
            ratio = bound > Self.rightSideRounding ? leftSide.map { $0 / bound } : nil
        } else {
            (rightSide, vacuous, ratio) = (nil, nil, nil)
        }
        let size = frobeniusNorm(pair.jointTargets)
        let unexplained = pair.unexplainedSquare(
            by: features, relativeCutoff: Self.columnSpaceCutoff)
        unexplainedTargets = size > 0 ? unexplained.squareRoot() / size : nil
    }

    /// ‖A − P A‖_F/‖A‖_F for P on the left singular directions; the remainder is formed, because
    /// ‖A‖² − ‖PA‖² would lose half its digits. nil for A = 0.
    private static func remainder(
        of matrix: Matrix<Double>, outside decomposition: SingularValueDecomposition
    ) -> Double? {
        let size = frobeniusNorm(matrix)
        guard size > 0 else { return nil }
        let basis = decomposition.left.leadingColumns(
            decomposition.rank(relativeCutoff: columnSpaceCutoff))
        let inside = product(basis, product(basis, transposingLeft: true, matrix))
        var outside = matrix
        for index in outside.elements.indices { outside.elements[index] -= inside.elements[index] }
        return frobeniusNorm(outside) / size
    }
}

extension Proposition1: Codable {
    private enum CodingKeys: String, CodingKey {
        case leftSide = "left_side"
        case epsilon1 = "epsilon_1"
        case epsilon2Projected = "epsilon_2_projected"
        case epsilon2Full = "epsilon_2_full"
        case rightSide = "right_side"
        case ratio
        case vacuous
        case unexplainedTargets = "unexplained_targets"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(leftSide, forKey: .leftSide)
        try container.encode(epsilon1, forKey: .epsilon1)
        try container.encode(epsilon2Projected, forKey: .epsilon2Projected)
        try container.encode(epsilon2Full, forKey: .epsilon2Full)
        try container.encode(rightSide, forKey: .rightSide)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(vacuous, forKey: .vacuous)
        try container.encode(unexplainedTargets, forKey: .unexplainedTargets)
    }
}
