import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct DerivedParameterTests {
    /// A kind that takes the first line of the project's file `NAME.txt` as its parameter `line`.
    private static func reading(reads: @escaping @Sendable () -> Void = {}) -> StageKind {
        StageKind(
            name: "read", revision: 1, summary: "reads a line",
            parameters: [
                ParameterSpecification("name", .text, summary: ""),
                ParameterSpecification(
                    "words", .list(of: .text, count: 0...3), default: .list([]), summary: ""),
            ],
            inputs: .fixed([]),
            outputs: .fixed([OutputSpecification("model", path: "m", .model, summary: "")]),
            derivation: { context in
                reads()
                let name = context.text("name") ?? ""
                let path = context.project.absolutePath("\(name).txt")
                guard let bytes = try? FileContents.read(path, limit: 100) else {
                    let place = context.place(of: "name")
                    context.log.report(
                        Diagnostic("there is no \(name)", at: place, label: "write one"))
                    return nil
                }
                _ = context.sources.add(SourceFile(path: "\(name).txt", bytes: bytes))
                let text = String(decoding: bytes, as: UTF8.self)
                return [Stage.Parameter(name: "line", value: .text(text), origin: .standard)]
            })
    }

    private func load(
        _ text: String, in project: TemporaryProject, kind: StageKind = reading()
    ) throws -> LoadedPipeline {
        try project.write(text, to: "p.yaml")
        return try PipelineLoader.load(
            file: project.path("p.yaml"), projectRoot: project.path,
            kinds: Fixtures.kinds + [kind])
    }

    @Test("derived parameters stand among the stage's own, sorted, and their files are told")
    func derived() throws {
        let project = try TemporaryProject()
        try project.write("hello", to: "a.txt")
        let loaded = try load(
            Fixtures.header + "stages: {x: {kind: read, with: {name: a}}}", in: project)
        let stage = try loaded.graph.stage("x")
        #expect(stage.parameters.map(\.name) == ["line", "name", "words"])
        #expect(stage.value("line") == .text("hello"))
        #expect(loaded.files.map(\.path) == ["p.yaml", "a.txt"])
    }

    @Test("a problem is shown where the parameter was written, once for a sweep")
    func problem() throws {
        let project = try TemporaryProject()
        let text =
            Fixtures.header + """
                stages:
                  x: {kind: read, matrix: {i: [1, 2]}, with: {name: a}}
                """
        let problems = #expect(throws: PipelineDiagnostics.self) {
            try load(text, in: project)
        }
        #expect(
            problems?.rendered() == """
                p.yaml:3:53: error: there is no a
                    3 |   x: {kind: read, matrix: {i: [1, 2]}, with: {name: a}}
                      |                                                     ^ write one

                """)
    }

    @Test(
        "a figure made from stand-in data says so, however far away and whatever its author wrote")
    func standIns() throws {
        let make = StageKind(
            name: "pretend", revision: 1, summary: "", parameters: [], inputs: .fixed([]),
            outputs: .fixed([OutputSpecification("model", path: "m", .model, summary: "")]),
            standsIn: "rendered scenes")
        let show = StageKind(
            name: "show", revision: 1, summary: "",
            parameters: [
                ParameterSpecification("stand_in", .text, isOptional: true, summary: "")
            ],
            inputs: .fixed([InputSpecification("models", .many, .model, summary: "")]),
            outputs: .fixed([]), namesStandIns: true)
        let project = try TemporaryProject()
        try project.write("hello", to: "a.txt")
        try project.write(
            Fixtures.header + """
                stages:
                  real: {kind: read, with: {name: a}}
                  fake: {kind: pretend}
                  train:
                    kind: exec
                    with: {command: [cp, "${inputs.in}", "${outputs.model}"]}
                    inputs: {in: fake.model}
                    outputs: {model: m}
                  plain: {kind: show, inputs: {models: real.model}}
                  marked: {kind: show, inputs: {models: [real.model, train.model]}}
                  remarked: {kind: show, with: {stand_in: low light}, inputs: {models: fake.model}}
                """, to: "p.yaml")
        let graph = try PipelineLoader.load(
            file: project.path("p.yaml"), projectRoot: project.path,
            kinds: Fixtures.kinds + [Self.reading(), make, show]
        ).graph
        #expect(try graph.stage("plain").value("stand_in") == nil)
        #expect(try graph.stage("plain").standIns == [])
        #expect(try graph.stage("train").standIns == ["rendered scenes"])
        #expect(try graph.stage("marked").value("stand_in") == .text("rendered scenes"))
        #expect(
            try graph.stage("remarked").value("stand_in") == .text("rendered scenes; low light"))
    }
}
