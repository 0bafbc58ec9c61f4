import PipelineLanguage
import Testing

@testable import Claims

@Suite struct VerdictTests {
    /// Four of five pass, one fails; three are needed.
    private static let rule = SeedRule(needed: 3, passing: .share(4, of: 5), failing: .count(1))

    private static func truths(_ holding: Int, _ failing: Int, _ unknown: Int = 0) -> [Truth] {
        Array(repeating: .holds, count: holding) + Array(repeating: .fails, count: failing)
            + Array(repeating: .unknown, count: unknown)
    }

    @Test(
        "four of five, all of three, eight of ten pass; at most one fails",
        arguments: [
            (5, 0, Verdict.passed), (4, 1, .passed), (3, 2, .mixed), (2, 3, .mixed),
            (1, 4, .failed),
            (0, 5, .failed), (3, 0, .passed), (2, 1, .mixed), (1, 2, .failed), (0, 3, .failed),
            (8, 2, .passed), (7, 3, .mixed), (1, 9, .failed), (2, 0, .undetermined),
            (0, 2, .undetermined), (0, 0, .undetermined),
        ])
    func shares(_ holding: Int, _ failing: Int, _ verdict: Verdict) {
        #expect(Self.rule.verdict(Self.truths(holding, failing)) == verdict)
    }

    @Test(
        "an unknown seed never passes, and fails only where it can't change that",
        arguments: [
            (5, 0, 1, Verdict.undetermined), (3, 0, 2, .undetermined), (0, 4, 1, .failed),
            (1, 3, 1, .undetermined), (0, 0, 5, .undetermined), (1, 4, 0, .failed),
        ])
    func unknownSeeds(_ holding: Int, _ failing: Int, _ unknown: Int, _ verdict: Verdict) {
        #expect(Self.rule.verdict(Self.truths(holding, failing, unknown)) == verdict)
    }

    @Test("without a failing band all that does not pass fails, and a fixed number needs so many")
    func otherRules() {
        let all = SeedRule()
        #expect(all.verdict(Self.truths(2, 0)) == .passed)
        #expect(all.verdict(Self.truths(2, 1)) == .failed)
        let two = SeedRule(passing: .count(2), failing: .count(0))
        #expect(two.verdict(Self.truths(1, 0)) == .undetermined)
        #expect(two.verdict(Self.truths(1, 1)) == .mixed)
        #expect(two.verdict(Self.truths(0, 2)) == .failed)
        // One seed that could still pass is not failed for being at most one.
        let one = SeedRule(failing: .count(1))
        #expect(one.verdict([.unknown]) == .undetermined)
        #expect(one.verdict([.fails]) == .failed)
    }

    @Test("of parts that must all pass, failed wins, then undetermined, then mixed")
    func conjunctions() {
        #expect(Verdict.ofAll([]) == .passed)
        #expect(Verdict.ofAll([.passed, .mixed]) == .mixed)
        #expect(Verdict.ofAll([.mixed, .undetermined, .passed]) == .undetermined)
        #expect(Verdict.ofAll([.undetermined, .failed]) == .failed)
    }
}
