import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct Proposition1Tests {
    /// Orthogonal, centred columns of length 2√2 for building features and targets by hand: the
    /// Hadamard columns but the constant one.
    private func columns(_ scaled: [(index: Int, scale: Float)]) -> Matrix<Float> {
        var result = Matrix<Float>(zeros: 8, scaled.count)
        for (column, part) in scaled.enumerated() {
            for row in 0..<8 { result[row, column] = part.scale * hadamard8[row, part.index] }
        }
        return result
    }

    private func proposition(
        features: Matrix<Float>, targets: Matrix<Float>, k: Int
    ) throws -> Proposition1 {
        try statistics(
            features: features, weight: Matrix(zeros: 1, features.columns),
            targets: targets.asDouble
        ).measurement(k: k).proposition1
    }

    @Test("the bound fails for H = (q₁, 0.3 q₃), Y = (q₁, 0.05 q₂) at k = 2")
    func counterexample() throws {
        let result = try proposition(
            features: columns([(1, 1), (3, 0.3)]), targets: columns([(1, 1), (2, 0.05)]), k: 2)
        // By hand: 0.3/√1.09, and √(1 − 1/(√1.0081 √1.00000625)); float32 holds 0.3 to 1e-8.
        let right = (1 - 1 / (1.0081 * 1.00000625).squareRoot()).squareRoot()
        #expect(isClose(result.leftSide, 0.3 / 1.09.squareRoot(), relative: 1e-6, absolute: 0))
        #expect(isClose(result.rightSide, right, relative: 1e-6, absolute: 0))
        #expect(result.epsilon1 == 0)
        #expect(result.vacuous == false)
        #expect((try #require(result.ratio)) > 4)
        #expect(result.verdict == .fails)
        // All of q₃ is outside: 0.09 of 1.09, against ε₂ = 0.004.
        guard case .signalWithinTargets(let share) = result.brokenAssumption else {
            Issue.record("\(String(describing: result.brokenAssumption))")
            return
        }
        #expect(isClose(share, 0.09 / 1.09, relative: 1e-6, absolute: 0))
    }

    @Test("a rank-1 H with Swimmer's spectrum is aligned, and leaves 17 % of Y's variance unexplained")
    func swimmersSpectrum() throws {
        // The ceiling .980 is 1/√(1 + x²), with x = λ₂/λ₁ of the targets.
        let ratio = (1 / (0.98 * 0.98) - 1).squareRoot()
        let result = try proposition(
            features: columns([(1, 1)]),
            targets: columns([(1, 1), (2, Float(ratio.squareRoot()))]), k: 1)
        #expect(result.epsilon1 == 0)
        #expect(isClose(result.epsilon2Projected, 0.02, relative: 1e-5, absolute: 0))
        #expect(isClose(result.leftSide, 0, relative: 0, absolute: 1e-14))
        #expect(result.verdict == .holds && result.brokenAssumption == nil)
        #expect(isClose(result.unexplainedVariance, ratio / (1 + ratio), relative: 1e-6, absolute: 0))
        #expect(isClose(result.unexplainedVariance, 0.17, relative: 0, absolute: 0.005))
        #expect(isClose(result.unexplainedTargets, 0.411, relative: 0, absolute: 0.001))
    }

    @Test("a rank-1 H beside rank-2 targets satisfies the bound and leaves targets unexplained")
    func blindSide() throws {
        let result = try proposition(
            features: columns([(1, 1)]), targets: columns([(1, 2), (2, 1)]), k: 1)
        #expect(isClose(result.leftSide, 0, relative: 0, absolute: 1e-14))
        #expect(isClose(result.ratio, 0, relative: 0, absolute: 1e-12))
        // ‖q₂‖ over ‖(2q₁, q₂)‖.
        #expect(
            isClose(result.unexplainedTargets, 0.2.squareRoot(), relative: 1e-14, absolute: 0))
    }

    @Test("unrelated features make the bound vacuous")
    func vacuous() throws {
        let result = try proposition(
            features: columns([(1, 1), (2, 1)]), targets: columns([(3, 1)]), k: 1)
        #expect(result.vacuous == true)
        #expect(result.verdict == .vacuous && result.brokenAssumption == .alignedSignal)
        #expect(isClose(result.leftSide, 1, relative: 1e-14, absolute: 0))
        #expect(isClose(result.unexplainedTargets, 1, relative: 1e-14, absolute: 0))
    }

    @Test("a right side that is only rounding has no ratio")
    func noRatio() throws {
        let result = try proposition(
            features: columns([(1, 1)]), targets: columns([(1, 3)]), k: 1)
        #expect((try #require(result.rightSide)) < 1e-7)
        #expect(result.ratio == nil)
        #expect(result.verdict == .holds)
    }

    @Test("a layer that has not collapsed is to blame for a vacuous bound; constant ones have none")
    func blame() throws {
        // 0.2 + 0.2 of 1.2 outside the top one, which is aligned.
        let spread = try proposition(
            features: columns([(1, 1), (2, 0.9), (3, 0.9)]), targets: columns([(1, 1)]), k: 1)
        #expect(spread.verdict == .holds)
        let wider = try proposition(
            features: columns([(1, 1), (2, 0.9), (3, 0.9)]), targets: columns([(1, 1), (4, 0.8)]),
            k: 1)
        #expect(wider.verdict == .vacuous && wider.brokenAssumption == .collapsedFeatures)
        let constant = try proposition(
            features: Matrix(zeros: 8, 2), targets: columns([(1, 1)]), k: 1)
        #expect(constant.verdict == .undefined && constant.brokenAssumption == nil)
    }

    @Test("a target direction below 1e-6 of the strongest is not part of the column space")
    func cutoff() throws {
        let weak = try proposition(
            features: columns([(2, 1)]), targets: columns([(1, 1), (2, 0.5e-6)]), k: 1)
        #expect(isClose(weak.leftSide, 1, relative: 1e-14, absolute: 0))
        let strong = try proposition(
            features: columns([(2, 1)]), targets: columns([(1, 1), (2, 2e-6)]), k: 1)
        // The rounding of the targets, 1e-16, relative to a direction of 2e-6.
        #expect(isClose(strong.leftSide, 0, relative: 0, absolute: 1e-8))
    }

    @Test("for k = 1 the bound holds whatever the features", arguments: 0..<20 as Range<UInt64>)
    func holdsAtOne(seed: UInt64) throws {
        let targets = coarseNormal(30, 1, seed: seed).asDouble
        var features = coarseNormal(30, 4, seed: 100 + seed)
        // From hardly to almost fully collapsed on the targets.
        for row in 0..<30 {
            features[row, 0] += Float(seed) * Float(targets[row, 0])
        }
        let result = try statistics(
            features: features, weight: Matrix(zeros: 1, 4), targets: targets
        ).measurement(k: 1).proposition1
        #expect((try #require(result.ratio)) <= 1)
    }
}
