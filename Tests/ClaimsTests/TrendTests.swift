import PipelineLanguage
import Testing

@testable import Claims

@Suite struct TrendTests {
    private static func finding(
        _ trend: ClaimTrend, _ seeds: [[Double]], needed: Int? = 1
    ) throws -> ClaimFinding {
        var terms = ClaimTerms(seeds: SeedRule(needed: needed))
        terms.trends = [trend]
        let measured = try seeds.map { values in
            try Samples.measurement(layers: Samples.layers("m", values))
        }
        return Samples.finding(Samples.claim(terms, measurements: 0..<seeds.count), measured)
    }

    private static func falling(_ passing: Double = 0.7, _ failing: Double? = 0.3) -> ClaimTrend {
        ClaimTrend(
            layers: .aboveInput, rising: [], falling: ["m"], passing: passing, failing: failing)
    }

    /// Layer 0 is the data and has no part in it.
    private static let perfect = [0.0, 5, 4, 3, 2]
    private static let reversed = [9.0, 2, 3, 4, 5]
    /// Ranks 3 4 1 2 over layers 1 … 4: ρ = −0.6.
    private static let weak = [0.0, 3, 4, 1, 2]

    @Test("where the claim does not say how many seeds it takes, a trend takes three")
    func floor() throws {
        for count in 1...3 {
            let finding = try Self.finding(
                Self.falling(), Array(repeating: Self.perfect, count: count), needed: nil)
            #expect(finding.verdict == (count < 3 ? .undetermined : .passed))
        }
    }

    @Test("the median over the seeds passes, fails or lies between, with the stated sign")
    func bands() throws {
        let passed = try Self.finding(
            Self.falling(), [Self.perfect, Self.perfect, Self.reversed])
        #expect(passed.verdict == .passed)
        #expect(passed.seedsPassed == 2)
        #expect(passed.parts.first?.spread == .init(median: 1, low: -1, high: 1))
        #expect(passed.parts.first?.band == "≥ 0.7, fails < 0.3")
        #expect(
            passed.parts.first?.metric == "ρ of falling m over the layers above the input")
        // The wrong sign is no weak trend but none.
        let failed = try Self.finding(
            Self.falling(), [Self.reversed, Self.reversed, Self.perfect])
        #expect(failed.verdict == .failed)
        let mixed = try Self.finding(Self.falling(), [Self.perfect, Self.weak, Self.reversed])
        let spread = try #require(mixed.parts.first?.spread)
        #expect(spread.median == 0.6)
        #expect(mixed.verdict == .mixed)
        #expect(
            try Self.finding(Self.falling(0.7, nil), [Self.weak]).verdict == .failed)
    }

    @Test("a rising metric has its own sign")
    func rising() throws {
        let trend = ClaimTrend(
            layers: .aboveInput, rising: ["m"], falling: [], passing: 0.7, failing: 0.3)
        #expect(try Self.finding(trend, [Self.reversed]).verdict == .passed)
        #expect(try Self.finding(trend, [Self.perfect]).verdict == .failed)
    }

    @Test("constant metrics, single layers and too few seeds are undetermined")
    func gaps() throws {
        let constant = try Self.finding(Self.falling(), [[1, 2, 2, 2], Self.perfect])
        #expect(constant.verdict == .undetermined)
        #expect(
            constant.obstacles.map(\.description) == ["'m' has no correlation with the layer"])
        let single = try Self.finding(Self.falling(), [[1, 2]])
        #expect(
            single.obstacles.map(\.description)
                == ["there are too few layers for the layers above the input"])
        let few = try Self.finding(Self.falling(), [Self.perfect], needed: 3)
        #expect(few.verdict == .undetermined)
        #expect(few.obstacles.map(\.description) == ["there is 1 seed, and it takes 3"])
    }
}
