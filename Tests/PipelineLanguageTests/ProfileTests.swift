import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct ProfileTests {
    private let text = """
        pipeline: {name: test, schema: 1, default_profile: quick}
        parameters: {samples: 1000}
        profiles:
          paper: {}
          quick:
            parameters: {samples: 10}
            stages:
              data:
                with: {noise: 0.5}
                matrix: {seed: [7]}
                timeout: 1m
                retries: 2
                resources: {cpu: 3}
        stages:
          data:
            kind: data
            matrix: {seed: [1, 2], arm: [a]}
            with: {samples: "${samples}", seed: "${seed}"}
            timeout: 1h
        figures:
          f: {title: "at ${profile}", publish: {x/: "data.features@seed=*,arm=a"}}
        """

    @Test("the default profile is in force, and its places are those of the values")
    func defaultProfile() throws {
        let graph = try Fixtures.load(text).graph
        #expect(graph.profile == "quick")
        #expect(graph.stages.map(\.name) == ["data@seed=7,arm=a"])
        let stage = graph.stages[0]
        #expect(stage.value("samples") == .integer(10))
        #expect(stage.value("noise") == .real(0.5))
        #expect(stage.value("seed") == .integer(7))
        #expect(stage.timeoutSeconds == 60)
        #expect(stage.retries == 2)
        #expect(stage.resources.cpu == 3)
        let lines = stage.parameters.map { $0.location?.line }
        #expect(stage.parameters.map(\.name) == ["noise", "samples", "seed"])
        #expect(lines == [9, 6, 10])
        #expect(graph.figures[0].title == "at quick")
    }

    @Test("a profile that is asked for is in force")
    func requestedProfile() throws {
        let graph = try Fixtures.load(text, profile: "paper").graph
        #expect(graph.stages.map(\.name) == ["data@seed=1,arm=a", "data@seed=2,arm=a"])
        #expect(graph.stages[0].value("samples") == .integer(1000))
        #expect(graph.stages[0].value("noise") == nil)
        #expect(graph.stages[0].timeoutSeconds == 3600)
        #expect(graph.stages[0].retries == 0)
    }

    @Test("a profile that extends another changes what that changes, but for what it says itself")
    func extended() throws {
        let extending = text.replacing(
            "stages:\n  data:\n    kind",
            with: """
                  real:
                    extends: quick
                    parameters: {samples: 20}
                    stages:
                      data: {with: {noise: 0.25}, retries: 1}
                      other: {timeout: 5m}
                  longer: {extends: real, stages: {data: {timeout: 3m, matrix: {arm: [b]}}}}
                stages:
                  other: {kind: data, with: {samples: 1, seed: 1}}
                  data:
                    kind
                """)
        let real = try Fixtures.load(extending, profile: "real").graph
        #expect(real.stages.map(\.name) == ["other", "data@seed=7,arm=a"])
        #expect(real.stages[0].timeoutSeconds == 300)
        let stage = real.stages[1]
        #expect(stage.value("samples") == .integer(20) && stage.value("noise") == .real(0.25))
        #expect(stage.timeoutSeconds == 60 && stage.retries == 1 && stage.resources.cpu == 3)
        let longer = try Fixtures.load(
            extending.replacing("arm=a", with: "arm=*"), profile: "longer"
        ).graph.stages[1]
        #expect(longer.name == "data@seed=7,arm=b")
        #expect(longer.value("samples") == .integer(20) && longer.value("noise") == .real(0.25))
        #expect(longer.timeoutSeconds == 180 && longer.retries == 1)
    }

    @Test("the built-in profile changes nothing")
    func builtInProfile() throws {
        let graph = try Fixtures.load(text, profile: "default").graph
        #expect(graph.profile == "default")
        #expect(graph.stages.count == 2)
    }

    @Test("--set wins over the profile")
    func overrideWins() throws {
        let graph = try Fixtures.load(text, overrides: [("samples", "5")]).graph
        #expect(graph.stages[0].value("samples") == .integer(5))
    }

    @Test("an unknown profile is refused with the nearest one")
    func unknownProfile() throws {
        #expect(
            try Fixtures.diagnostics(text, profile: "papr") == """
                error: --profile papr: the pipeline has no such profile
                      = did you mean 'paper'?

                """)
        #expect(
            try Fixtures.diagnostics(Fixtures.header, profile: "paper") == """
                error: --profile paper: the pipeline has no such profile
                      = there are no profiles

                """)
    }
}
