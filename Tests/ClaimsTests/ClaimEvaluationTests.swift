import PipelineLanguage
import Testing

@testable import Claims

@Suite struct ClaimEvaluationTests {
    private static let rule = SeedRule(needed: 3, passing: .share(4, of: 5), failing: .count(1))

    private static func terms(_ conditions: [ClaimCondition]) -> ClaimTerms {
        var terms = ClaimTerms(seeds: rule)
        terms.conditions = conditions
        return terms
    }

    /// The metric `x` at most 0.1.
    private static let small = ClaimCondition.measurement(Samples.predicate("x", .atMost, 0.1))

    private static func measurements(_ values: [String]) throws -> [Measurement] {
        try values.map { try Samples.measurement(["x": $0]) }
    }

    @Test("the finding names the data that measurements say they were taken on")
    func data() throws {
        let measured = try ["\"B (substitute)\"", "\"A\"", "\"B (substitute)\"", "null"].map {
            try Samples.measurement(["x": "0.05", "data": $0])
        }
        let claim = Samples.claim(Self.terms([Self.small]), measurements: 0..<4)
        let finding = Samples.finding(claim, measured)
        #expect(finding.data == ["A", "B (substitute)"])
        #expect(ClaimRecord(finding, measurements: []).data == ["A", "B (substitute)"])
    }

    @Test("seeds pass or fail, and the finding tells the value, its range and the band")
    func seeds() throws {
        let measured = try Self.measurements(["0.05", "0.07", "0.2", "0.3", "0.04"])
        let claim = Samples.claim(Self.terms([Self.small]), measurements: 0..<5)
        let finding = Samples.finding(claim, measured)
        #expect(finding.verdict == .mixed)
        #expect(finding.seeds == 5)
        #expect(finding.seedsPassed == 3)
        #expect(finding.deciding == 0)
        let part = try #require(finding.parts.first)
        #expect(part.metric == "x")
        #expect(part.band == "≤ 0.1")
        #expect(part.spread == .init(median: 0.07, low: 0.04, high: 0.3))
        #expect(finding.obstacles == [])
    }

    @Test("a missing metric, a null and too few seeds leave a claim undetermined, with the reason")
    func gaps() throws {
        let claim = Samples.claim(Self.terms([Self.small]), measurements: 0..<3)
        let missing = Samples.finding(
            claim, try (0..<3).map { _ in try Samples.measurement(["X1": "0"]) })
        #expect(missing.verdict == .undetermined)
        #expect(missing.obstacles.map(\.description) == ["there is no metric 'x'"])
        let null = Samples.finding(claim, try Self.measurements(["0", "null", "0"]))
        #expect(null.verdict == .undetermined)
        #expect(null.seedsPassed == 2)
        #expect(null.obstacles.map(\.description) == ["'x' is undefined"])
        let few = Samples.finding(
            Samples.claim(Self.terms([Self.small]), measurements: 0..<2),
            try Self.measurements(["0", "0"]))
        #expect(few.verdict == .undetermined)
        #expect(few.obstacles.map(\.description) == ["there are 2 seeds, and it takes 3"])
    }

    @Test("stand-in data leave a claim undetermined, whatever they show", arguments: ["0", "1"])
    func standIns(_ value: String) throws {
        let claim = Samples.claim(Self.terms([Self.small]), measurements: 0..<3)
        let finding = Samples.finding(
            claim, try Self.measurements([value, value, value]), standIns: [1: ["drawn faces"]])
        #expect(finding.verdict == .undetermined)
        #expect(finding.obstacles == [.standIn(["drawn faces"])])
        #expect(
            finding.obstacles.map(\.description) == ["it rests on stand-in data: drawn faces"])
        #expect(finding.parts.count == 1)
    }

    @Test("what is not fresh or no measurement leaves a claim undetermined, and names the stages")
    func notFresh() throws {
        let claim = Samples.claim(Self.terms([Self.small]), measurements: 0..<3)
        let good = try Samples.measurement(["x": "0"])
        let finding = ClaimEvaluation.finding(of: claim, in: Samples.graph(stages: 3)) { source in
            switch source.stage.index {
            case 0: .measured(good)
            case 1: .notFresh
            default: .unusable("it is no JSON")
            }
        }
        #expect(finding.verdict == .undetermined)
        #expect(finding.isUnmeasured)
        #expect(
            finding.obstacles.map(\.description) == [
                "a measurement is not up to date: measure1",
                "the measurement of measure2 can't be used: it is no JSON",
            ])
    }

    @Test("the metric that the fewest seeds pass decides, and of those the one farthest outside")
    func deciding() throws {
        let conditions = ["a", "b", "c"].map {
            ClaimCondition.measurement(Samples.predicate($0, .atMost, 1))
        }
        let measured = try (0..<3).map { seed in
            try Samples.measurement(["a": seed == 0 ? "2" : "0.1", "b": "2", "c": "4"])
        }
        let finding = Samples.finding(
            Samples.claim(Self.terms(conditions), measurements: 0..<3), measured)
        #expect(finding.verdict == .failed)
        #expect(finding.deciding == 2)
        #expect(finding.parts.map(\.seedsPassed) == [2, 0, 0])
    }

    @Test("excluded measurements are no seeds")
    func exclusion() throws {
        var terms = Self.terms([Self.small])
        terms.exclusions = [.measurement(Samples.predicate("x", .atLeast, 1))]
        let claim = Samples.claim(terms, measurements: 0..<5)
        let finding = Samples.finding(
            claim, try Self.measurements(["0", "1", "0.05", "2", "0.1"]))
        #expect(finding.verdict == .passed)
        #expect(finding.seeds == 3)
        #expect(finding.seedsExcluded == 2)
        let few = Samples.finding(claim, try Self.measurements(["0", "1", "0.05", "2", "9"]))
        #expect(few.verdict == .undetermined)
    }

    @Test(
        "a control that passes fails the claim; one that fails or is mixed does not",
        arguments: [
            (["1", "1", "1"], Verdict.passed), (["0", "0", "1"], .passed),
            (["0", "0", "0"], .failed),
            (["0", "0", "null"], .undetermined),
        ])
    func controls(_ values: [String], _ verdict: Verdict) throws {
        let claim = Samples.claim(
            Self.terms([Self.small]), measurements: 0..<3,
            controls: [Claim.Arm(name: "no decay", sources: Samples.sources(3..<6))])
        let finding = Samples.finding(claim, try Self.measurements(["0", "0", "0"] + values))
        #expect(finding.verdict == verdict)
        #expect(finding.parts.last?.metric == "seeds of the control 'no decay' that pass")
        #expect(finding.parts.last?.band == "< 3 of 3")
    }

    @Test("parts of one name are numbered, so that a reference finds each again")
    func names() throws {
        let conditions: [ClaimCondition] = [
            Self.small, .measurement(Samples.predicate("x", .atLeast, 0)),
        ]
        let finding = Samples.finding(
            Samples.claim(Self.terms(conditions), measurements: 0..<3),
            try Self.measurements(["0", "0", "0"]))
        #expect(finding.parts.map(\.metric) == ["x", "x (2)"])
    }

    @Test("titles say which layers and which limits")
    func titles() throws {
        let predicate = ClaimPredicate(
            ClaimQuantity("rank", partner: .init(.over, "target")),
            [ClaimBound(.atMost, .metric("mse", times: 1.5)), ClaimBound(.above, .number(0.9))])
        let places = [LayerPlace(.last), LayerPlace(.hidden, atLeast: 1)]
        let measured = try (0..<3).map { _ in
            try Samples.measurement(
                layers: Samples.layers("rank", [1, 2, 3, 4]), ["target": "2", "mse": "4"])
        }
        let finding = Samples.finding(
            Samples.claim(Self.terms([.layers(places, [predicate])]), measurements: 0..<3), measured
        )
        #expect(
            finding.parts.map(\.metric) == [
                "rank / target in the last layer", "rank / target in 1 of the hidden layers",
            ])
        #expect(finding.parts.first?.band == "≤ 1.5 × mse = 6, > 0.9")
    }
}
