extension Proposition1 {
    /// What became of the bound in one layer.
    package enum Verdict: String, Sendable, CaseIterable {
        case holds
        /// The left side is the larger one.
        case fails
        /// The right side is 1 or more, which bounds nothing.
        case vacuous
        /// Features or targets do not vary.
        case undefined
    }

    /// Which of the proposition's assumptions is to blame for a verdict.
    package enum BrokenAssumption: Sendable, Equatable {
        /// ε₁ is not small.
        case collapsedFeatures
        /// ε₂ is not small.
        case alignedSignal
        /// The proof takes ε₂ = 1 − CKA to bound the share of the signal's variance outside the
        /// targets' space. CKA weighs directions by their variance squared, so that for k ≥ 2 a
        /// weak direction, or one of several, may lie outside and hardly count. The share is at
        /// least as large as said here.
        case signalWithinTargets(shareOutside: Double)
    }

    package var verdict: Verdict {
        guard let leftSide, let rightSide, let vacuous else { return .undefined }
        if vacuous { return .vacuous }
        return leftSide > rightSide + Self.rightSideRounding ? .fails : .holds
    }

    /// nil where the bound holds or is undefined.
    package var brokenAssumption: BrokenAssumption? {
        guard let leftSide, let epsilon1, let epsilon2Projected else { return nil }
        switch verdict {
        case .holds, .undefined: return nil
        case .vacuous: return epsilon1 > epsilon2Projected ? .collapsedFeatures : .alignedSignal
        case .fails:
            // Noise and signal are orthogonal, so that left² = s (1 − ε₁) + noise outside ≤ … + ε₁.
            let share = (leftSide * leftSide - epsilon1) / (1 - epsilon1)
            return .signalWithinTargets(shareOutside: share)
        }
    }

    /// ‖Ȳ − P_H Ȳ‖²_F/‖Ȳ‖²_F: the same as a share of variance.
    package var unexplainedVariance: Double? { unexplainedTargets.map { $0 * $0 } }
}
