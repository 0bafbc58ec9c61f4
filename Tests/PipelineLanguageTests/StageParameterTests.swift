import TestSupport
import Testing

@testable import PipelineLanguage

/// A parameter may name the stage that a reference is about.
@Suite struct StageParameterTests {
    private let text = #"""
        pipeline: {name: test, schema: 1, default_profile: small}
        parameters: {source: real, kinds: [real, made], seeds: [1, 2]}
        profiles:
          small: {parameters: {source: made}}
          large: {}
        stages:
          real: {kind: data, matrix: {seed: "${seeds}"}, with: {seed: "${seed}"}}
          made: {kind: data, matrix: {seed: "${seeds}"}, with: {seed: "${seed}", samples: 5}}
          train:
            kind: train
            matrix: {seed: "${seeds}"}
            with: {width: 3}
            inputs: {features: "${source}.features"}
          draw: {kind: draw, inputs: {models: train.model@seed=*}}
        figures:
          data: {title: Data, publish: {all/: "${source}.features@seed=*"}}

        """#

    private func producers(
        profile: String?, overrides: [(String, String)] = []
    ) throws -> [String] {
        let graph = try Fixtures.load(text, profile: profile, overrides: overrides).graph
        let training = try #require(graph.stages.first { $0.name == "train@seed=2" })
        let published = try #require(graph.figures.first).publications.map { graph[$0.stage].name }
        return training.producers.map { graph[$0].name } + published
    }

    @Test("the profile or --set chooses the stage, for inputs and for figures")
    func chosen() throws {
        #expect(try producers(profile: nil) == ["made@seed=2", "made@seed=1", "made@seed=2"])
        #expect(try producers(profile: "large") == ["real@seed=2", "real@seed=1", "real@seed=2"])
        #expect(
            try producers(profile: "large", overrides: [("source", "made")])[0] == "made@seed=2")
    }

    @Test("nothing but the parameter's own value changes what is warned of")
    func used() throws {
        #expect(
            try Fixtures.load(text).warnings.rendered() == """
                p.yaml:2:28: warning: nothing refers to the parameter 'kinds'
                    2 | parameters: {source: real, kinds: [real, made], seeds: [1, 2]}
                      |                            ^~~~~ expected '${kinds}' somewhere; or remove it

                """)
    }

    @Test("a parameter that names no stage, is a list or does not exist is told")
    func refused() throws {
        func diagnostics(_ reference: String, _ source: String = "real") throws -> String {
            try Fixtures.diagnostics(
                """
                pipeline: {name: test, schema: 1}
                parameters: {source: \(source), kinds: [real]}
                stages:
                  real: {kind: data}
                  train: {kind: train, with: {width: 3}, inputs: {features: "\(reference)"}}

                """)
        }
        #expect(
            try diagnostics("${source}.features", "reel") == #"""
                p.yaml:5:62: error: input 'features' of stage 'train' refers to the stage 'reel', which is not defined
                    5 |   train: {kind: train, with: {width: 3}, inputs: {features: "${source}.features"}}
                      |                                                              ^~~~~~~~~ did you mean 'real'?

                """#)
        #expect(
            try diagnostics("${sauce}.features") == #"""
                p.yaml:5:62: error: input 'features' of stage 'train' refers to the stage that the parameter 'sauce' names, which is not defined
                    5 |   train: {kind: train, with: {width: 3}, inputs: {features: "${sauce}.features"}}
                      |                                                              ^~~~~~~~ did you mean 'source'?

                """#)
        #expect(
            try diagnostics("${kinds}.features") == #"""
                p.yaml:5:62: error: input 'features' of stage 'train' refers to the stage that the parameter 'kinds' names, which is a list
                    5 |   train: {kind: train, with: {width: 3}, inputs: {features: "${kinds}.features"}}
                      |                                                              ^~~~~~~~ expected a parameter that is the name of one stage

                """#)
    }

    @Test("a cycle through a parameter is found")
    func cycle() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {start: second}
            stages:
              first: {kind: train, with: {width: 3}, inputs: {features: data.features, start: "${start}.model"}}
              second: {kind: train, with: {width: 3}, inputs: {features: data.features, start: first.model}}
              data: {kind: data}

            """#
        #expect(
            try Fixtures.diagnostics(text).contains(
                "stages need each other: first → second → first"))
    }
}
