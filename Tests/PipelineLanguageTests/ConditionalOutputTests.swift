import Testing

@testable import PipelineLanguage

/// Outputs that a stage has only where it asks for them.
@Suite struct ConditionalOutputTests {
    private static let kind = StageKind(
        name: "keep", revision: 1, summary: "",
        parameters: [
            ParameterSpecification(
                "parts", .choice(["none", "all"]), isOptional: true, summary: "")
        ],
        inputs: .fixed([InputSpecification("folder", .optional, .folder, summary: "")]),
        outputs: .fixed([
            OutputSpecification("whole", path: "whole", .any, summary: ""),
            OutputSpecification(
                "parts", path: "parts", .folder, onlyWith: OutputCondition("parts", "all"),
                summary: ""),
        ]))

    private func outputs(_ text: String, profile: String? = nil) throws -> [String] {
        let pipeline = try Fixtures.load(
            Fixtures.header + text, profile: profile, kinds: [Self.kind])
        return try pipeline.graph.stage("a").outputs.map(\.name)
    }

    @Test("an output with a condition is there only where the stage asks for it")
    func asked() throws {
        #expect(try outputs("stages: {a: {kind: keep}}") == ["whole"])
        #expect(try outputs("stages: {a: {kind: keep, with: {parts: none}}}") == ["whole"])
        #expect(try outputs("stages: {a: {kind: keep, with: {parts: all}}}") == ["parts", "whole"])
    }

    @Test("the condition follows parameters and profiles")
    func profiles() throws {
        let text = """
            parameters: {parts: all}
            profiles:
              long: {}
              short: {parameters: {parts: none}}
            stages:
              a: {kind: keep, with: {parts: "${parts}"}}
            """
        #expect(try outputs(text, profile: "long") == ["parts", "whole"])
        #expect(try outputs(text, profile: "short") == ["whole"])
    }

    @Test("who refers to an output that was not asked for is told how to ask")
    func notAsked() throws {
        let text = """
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: keep}
              b: {kind: keep, inputs: {folder: a.parts}}

            """
        #expect(
            try Fixtures.diagnostics(text, kinds: [Self.kind]) == """
                p.yaml:4:38: error: stage 'a' makes no output 'parts' as it is
                    4 |   b: {kind: keep, inputs: {folder: a.parts}}
                      |                                      ^~~~~ ask for it with 'parts: all' under its 'with'

                """)
    }

    @Test("outputs can't differ between the instances of a stage")
    func swept() throws {
        let text = """
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: keep, matrix: {parts: [none, all]}, with: {parts: "${parts}"}}
              b: {kind: keep, inputs: {folder: a.parts}}

            """
        #expect(
            try Fixtures.diagnostics(text, kinds: [Self.kind]) == """
                p.yaml:3:63: error: the parameter 'parts' decides whether there is an output \
                'parts', and can't differ along the axis 'parts'
                    3 |   a: {kind: keep, matrix: {parts: [none, all]}, with: {parts: "${parts}"}}
                      |                                                               ^~~~~~~~~~ expected one value for all instances of the stage

                """)
    }

    @Test("a wrong value is reported once")
    func wrong() throws {
        let text = """
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: keep, with: {parts: some}}
              b: {kind: keep, inputs: {folder: a.parts}}

            """
        #expect(
            try Fixtures.diagnostics(text, kinds: [Self.kind]) == """
                p.yaml:3:33: error: parameter 'parts' of stage 'a' is 'some'
                    3 |   a: {kind: keep, with: {parts: some}}
                      |                                 ^~~~ expected one of: none, all

                """)
    }
}
