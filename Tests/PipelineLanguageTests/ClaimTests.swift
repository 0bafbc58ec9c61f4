import TestSupport
import Testing

@testable import PipelineLanguage

/// What right claims mean.
@Suite struct ClaimTests {
    /// Stages `m` over seeds and arms, and `one`, with JSON each.
    static let stages = #"""
        pipeline: {name: test, schema: 1}
        parameters: {limit: 0.25, seeds: [1, 2, 3]}
        stages:
          m:
            kind: exec
            matrix: {seed: "${seeds}", arm: [low, high]}
            with: {command: [x]}
            outputs: {json: m.json, folder: {folder: f}}
          one: {kind: exec, with: {command: [x]}, outputs: {json: m.json}}

        """#

    private static func claim(_ text: String) throws -> (claim: Claim, graph: StageGraph) {
        let graph = try Fixtures.load(stages + "claims:\n  c:\n" + text).graph
        return (try #require(graph.claims.first), graph)
    }

    private static func names(_ sources: [Claim.Source], _ graph: StageGraph) -> [String] {
        sources.map { "\(graph[$0.stage].name).\($0.output)" }
    }

    @Test("everything that a claim can say is read")
    func wholeClaim() throws {
        let (claim, graph) = try Self.claim(
            #"""
                statement: "it holds for ${pipeline}"
                measurements: ["m.json@seed=*,arm=low", one.json]
                seeds: {needs: 3, passes_with: 4 of 5, fails_with: 1}
                exclude:
                  - {metric: mse, at_least: 0.99}
                each_seed:
                  - {metric: mse, minus: train.mse, at_most: "${limit}", undefined: fails}
                  - {metric: rank, over: target, mean_over: {top: 2}, between: [0.75, 1.25]}
                  - in: [last, {at_least: 1, of: hidden}, {top: 2}, [1, -1], 3]
                    hold:
                      - {metric: cka, above: [0.9, ceiling], below: 2}
                      - {metric: nrc4, at_most: {metric: mse, times: 1.5}}
                trends:
                  - {layers: above_input, rising: [cka], falling: [noise, nrc4], at_least: 0.7, fails_below: 0.3}
                controls:
                  other: m.json@seed=*,arm=high
                arms:
                  low: m.json@seed=*,arm=low
                  high: m.json@seed=*,arm=high
                  single: one.json
                compare:
                  - {metric: cka, mean_over: hidden, of: high, minus: low, at_least: 0.2}
                  - {metric: mse, of: low, over: {least_of: [high, single]}, at_least: 2, fails_below: 1, fails_above: 9}

            """#)
        #expect(claim.name == "c")
        #expect(claim.statement == "it holds for test")
        #expect(claim.location == SourceLocation(file: "p.yaml", line: 11, column: 3))
        #expect(
            Self.names(claim.measurements, graph) == [
                "m@seed=1,arm=low.json", "m@seed=2,arm=low.json", "m@seed=3,arm=low.json",
                "one.json",
            ])
        #expect(claim.controls.map(\.name) == ["other"])
        #expect(claim.arms.map(\.name) == ["low", "high", "single"])
        #expect(claim.sources.count == 7)
        var terms = ClaimTerms(
            seeds: SeedRule(needed: 3, passing: .share(4, of: 5), failing: .count(1)))
        terms.exclusions = [
            .measurement(ClaimPredicate(ClaimQuantity("mse"), [.init(.atLeast, .number(0.99))]))
        ]
        terms.conditions = [
            .measurement(
                ClaimPredicate(
                    ClaimQuantity("mse", partner: .init(.minus, "train.mse")),
                    [.init(.atMost, .number(0.25))], undefinedFails: true)),
            .measurement(
                ClaimPredicate(
                    ClaimQuantity("rank", partner: .init(.over, "target"), meanOver: .top(2)),
                    [.init(.atLeast, .number(0.75)), .init(.atMost, .number(1.25))])),
            .layers(
                [
                    LayerPlace(.last), LayerPlace(.hidden, atLeast: 1), LayerPlace(.top(2)),
                    LayerPlace(.indices([1, -1])), LayerPlace(.indices([3])),
                ],
                [
                    ClaimPredicate(
                        ClaimQuantity("cka"),
                        [
                            .init(.above, .number(0.9)),
                            .init(.above, .metric("ceiling", times: 1)),
                            .init(.below, .number(2)),
                        ]),
                    ClaimPredicate(
                        ClaimQuantity("nrc4"), [.init(.atMost, .metric("mse", times: 1.5))]),
                ]),
        ]
        terms.trends = [
            ClaimTrend(
                layers: .aboveInput, rising: ["cka"], falling: ["noise", "nrc4"], passing: 0.7,
                failing: 0.3)
        ]
        terms.comparisons = [
            ClaimComparison(
                ClaimQuantity("cka", meanOver: .hidden), of: "high", .minus, ["low"],
                bounds: [.init(.atLeast, .number(0.2))]),
            ClaimComparison(
                ClaimQuantity("mse"), of: "low", .over, ["high", "single"],
                bounds: [.init(.atLeast, .number(2))], failsBelow: 1, failsAbove: 9),
        ]
        #expect(claim.terms == terms)
    }

    @Test("without 'seeds' one seed is enough, three for a median, and all must pass")
    func defaults() throws {
        let (claim, _) = try Self.claim(
            """
                statement: x
                measurements: one.json
                each_seed: [{metric: a, above: 0}]

            """)
        #expect(claim.terms.seeds == SeedRule(needed: nil, passing: .all, failing: nil))
        #expect(claim.terms.seeds.neededByConditions == 1)
        #expect(claim.terms.seeds.neededByMedians == 3)
    }

    @Test("claims of included files count, and a parameter that only claims use is used")
    func included() throws {
        let project = try TemporaryProject()
        try project.write(
            """
            parameters: {most: 0.1}
            claims:
              d: {statement: x, measurements: one.json, each_seed: [{metric: a, at_most: "${most}"}]}
            """, to: "more.yaml")
        let text = Self.stages.replacing(
            "parameters: {limit: 0.25, seeds", with: "include: [more.yaml]\nparameters: {seeds")
        let loaded = try Fixtures.load(text, in: project)
        #expect(loaded.graph.claims.map(\.name) == ["d"])
        #expect(loaded.warnings.rendered() == "")
    }

    @Test("numbers of seeds are rounded up to pass and down to fail")
    func counts() {
        #expect(
            (1...10).map { SeedCount.share(4, of: 5).roundedUp(of: $0) } == [
                1, 2, 3, 4, 4, 5, 6, 7, 8, 8,
            ])
        #expect(
            (1...6).map { SeedCount.share(1, of: 5).roundedDown(of: $0) } == [0, 0, 0, 0, 1, 1])
        #expect(SeedCount.count(3).roundedUp(of: 9) == 3)
        #expect(SeedCount.all.roundedUp(of: 9) == 9)
    }
}
