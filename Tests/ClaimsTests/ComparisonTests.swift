import PipelineLanguage
import Testing

@testable import Claims

@Suite struct ComparisonTests {
    /// Arms `a` and `b` of three seeds, and `c` of one.
    private static func finding(
        _ comparison: ClaimComparison, a: [String], b: [String], c: [String] = ["1"],
        needed: Int? = 1
    ) throws -> ClaimFinding {
        var terms = ClaimTerms(seeds: SeedRule(needed: needed))
        terms.comparisons = [comparison]
        let first = a.count
        let second = first + b.count
        let arms = [
            Claim.Arm(name: "a", sources: Samples.sources(0..<first)),
            Claim.Arm(name: "b", sources: Samples.sources(first..<second)),
            Claim.Arm(name: "c", sources: Samples.sources(second..<second + c.count)),
        ]
        return Samples.finding(
            Samples.claim(terms, measurements: 0..<0, arms: arms),
            try (a + b + c).map { try Samples.measurement(["x": $0]) })
    }

    private static func comparison(
        _ operation: ClaimQuantity.Operation, others: [String] = ["b"],
        choice: ClaimComparison.Choice = .least, _ relation: ClaimBound.Relation, _ limit: Double,
        failsBelow: Double? = nil, failsAbove: Double? = nil
    ) -> ClaimComparison {
        ClaimComparison(
            ClaimQuantity("x"), of: "a", operation, others, choice: choice,
            bounds: [ClaimBound(relation, .number(limit))], failsBelow: failsBelow,
            failsAbove: failsAbove)
    }

    @Test("the difference of medians, with the range over pairs of seeds")
    func difference() throws {
        let finding = try Self.finding(
            Self.comparison(.minus, .atLeast, 4), a: ["9", "5", "7"], b: ["1", "2", "6"])
        #expect(finding.verdict == .passed)
        #expect(finding.parts.first?.metric == "x: a − b")
        #expect(finding.parts.first?.band == "≥ 4")
        #expect(finding.parts.first?.spread == .init(median: 5, low: -1, high: 8))
        #expect(finding.seedsPassed == nil)
        #expect(finding.seeds == 1)
    }

    @Test("where the claim does not say how many seeds it takes, an arm must have three")
    func floor() throws {
        let seeds = ["9", "8", "7"]
        for count in 1...3 {
            let finding = try Self.finding(
                Self.comparison(.minus, .atLeast, 4), a: seeds,
                b: Array(["1", "1", "9"].suffix(count)),
                needed: nil)
            #expect(finding.verdict == (count < 3 ? .undetermined : .passed))
            let words = count == 1 ? "is 1 seed" : "are 2 seeds"
            #expect(
                finding.obstacles.map(\.description)
                    == (count < 3 ? ["there \(words), and it takes 3"] : []))
        }
    }

    @Test("the ratio of medians")
    func ratio() throws {
        let finding = try Self.finding(
            Self.comparison(.over, .atMost, 1.2), a: ["4", "2", "6"], b: ["2", "4", "1"])
        #expect(finding.verdict == .failed)
        #expect(finding.parts.first?.spread == .init(median: 2, low: 0.5, high: 6))
        let zero = try Self.finding(
            Self.comparison(.over, .atMost, 1.2), a: ["1"], b: ["0"])
        #expect(zero.verdict == .undetermined)
        #expect(zero.obstacles.map(\.description) == ["'x: a / b' is undefined"])
    }

    @Test(
        "between the bands it is mixed",
        arguments: [
            ("2", Verdict.passed), ("1.5", .mixed), ("1", .mixed), ("0.5", .failed),
        ])
    func failingBand(_ value: String, _ verdict: Verdict) throws {
        let comparison = Self.comparison(.over, .atLeast, 2, failsBelow: 1)
        let finding = try Self.finding(comparison, a: [value], b: ["1"])
        #expect(finding.verdict == verdict)
        #expect(finding.parts.first?.band == "≥ 2, fails < 1")
    }

    @Test("of several arms the least or the greatest median counts")
    func choices() throws {
        let a = ["10"]
        let (b, c) = (["2", "4", "6"], ["5"])
        let least = try Self.finding(
            Self.comparison(.over, others: ["b", "c"], .atLeast, 2.5), a: a, b: b, c: c)
        #expect(least.parts.first?.metric == "x: a / the least of b, c")
        #expect(least.parts.first?.spread?.median == 2.5)
        let greatest = try Self.finding(
            Self.comparison(.over, others: ["b", "c"], choice: .greatest, .atLeast, 2.5), a: a,
            b: b, c: c)
        #expect(greatest.parts.first?.metric == "x: a / the greatest of b, c")
        #expect(greatest.parts.first?.spread?.median == 2)
    }

    @Test("a missing value and too few seeds in an arm leave it undetermined")
    func gaps() throws {
        let missing = try Self.finding(
            Self.comparison(.minus, .atLeast, 0), a: ["1", "null", "1"], b: ["0"])
        #expect(missing.verdict == .undetermined)
        #expect(missing.obstacles.map(\.description) == ["'x' is undefined"])
        let few = try Self.finding(
            Self.comparison(.minus, .atLeast, 0), a: ["1", "1"], b: ["0"], needed: 2)
        #expect(few.obstacles.map(\.description) == ["there is 1 seed, and it takes 2"])
    }
}
