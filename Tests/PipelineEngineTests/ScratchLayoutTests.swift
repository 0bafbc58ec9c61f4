import PipelineLanguage
import Testing

@testable import PipelineEngine

/// Which paths stages may use in their scratch folders.
@Suite struct ScratchLayoutTests {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        for name in ["raw.txt", "data/raw.txt", "inputs/x/out.txt", "tmp/raw.txt"] {
            try project.write(name, "mine")
        }
        project.stage("gen", "echo made > ${outputs.out}")
    }

    /// Adds a stage at `pipelines/test.yaml:11:3`, whose inputs are at line 15.
    private func conflicts(
        inputs: [String: String], outputs: [String: String] = ["out": "out.txt"]
    ) async throws -> String? {
        project.stage(
            "use", "echo 1 > ${outputs.out}", inputs: inputs, outputs: outputs)
        defer { project.graph.stages.removeLast() }
        let error = await #expect(throws: ScratchConflicts.self) { try await project.run() }
        let conflicts = try #require(error)
        #expect(throws: conflicts) { try project.reader().plan() }
        return conflicts.description
    }

    @Test("a project file in the place of an input that a stage makes is refused before the run")
    func collision() async throws {
        #expect(
            try await conflicts(inputs: ["x": "gen.out", "y": "file:inputs/x/out.txt"]) == """
                pipelines/test.yaml:15:3: stage 'use', input 'y': the project's file \
                'inputs/x/out.txt' cannot be shown to the command, since 'inputs' in its folder is \
                kept for the runner; move the file to another folder
                """)
        #expect(
            try await conflicts(inputs: ["y": "file:tmp/raw.txt"]) == """
                pipelines/test.yaml:15:3: stage 'use', input 'y': the project's file 'tmp/raw.txt' \
                cannot be shown to the command, since 'tmp' in its folder is kept for the runner; \
                move the file to another folder
                """)
    }

    @Test("a program of the project that is named by its path is refused before the run")
    func programOfProject() async throws {
        try project.write("bin/a tool", "#!/bin/sh\n")
        let name = project.path("bin/a tool")
        project.stage("use", "")
        project.graph.stages[1].parameters[0].value = .list([.text(name)])
        let error = await #expect(throws: ScratchConflicts.self) { try await project.run() }
        #expect(
            error?.description == """
                pipelines/test.yaml:11:3: stage 'use': its program '\(name)' lies in the project, \
                where a change of it would go unseen; name it './bin/a tool' and add 'inputs: \
                {a_tool: {file: "bin/a tool"}}' to the stage, or keep an installation of many files \
                outside of the project
                """)
    }

    @Test(
        "an output may not use a name that the runner keeps for itself",
        arguments: [
            ("inputs/x/out.txt", "inputs"), ("inputs/", "inputs"), ("tmp/a", "tmp"),
            ("request.json", "request.json"), ("response.json", "response.json"),
            ("progress.ndjson", "progress.ndjson"), ("request.json/a", "request.json"),
        ])
    func reserved(path: String, name: String) async throws {
        let shown = path.hasSuffix("/") ? String(path.dropLast()) : path
        #expect(
            try await conflicts(inputs: ["x": "gen.out"], outputs: ["out": path]) == """
                pipelines/test.yaml:11:3: stage 'use', output 'out': its path '\(shown)' cannot be \
                used, since '\(name)' in the stage's folder is kept for the runner; choose another \
                path
                """)
    }

    @Test(
        "an output may not equal, hold or lie in a project file that the command sees",
        arguments: ["data/raw.txt", "data/", "data/raw.txt/more"])
    func outputOnInput(path: String) async throws {
        let shown = path.hasSuffix("/") ? String(path.dropLast()) : path
        #expect(
            try await conflicts(inputs: ["y": "file:data/raw.txt"], outputs: ["out": path]) == """
                pipelines/test.yaml:11:3: stage 'use', output 'out': its path '\(shown)' and the \
                project's file 'data/raw.txt', which its input 'y' shows to the command, are the \
                same or lie one in the other; choose another path
                """)
    }

    @Test("all conflicts are told at once")
    func several() async throws {
        let text = try await conflicts(
            inputs: ["y": "file:raw.txt"], outputs: ["a": "raw.txt", "b": "tmp"])
        #expect(text?.split(separator: "\n").count == 2)
    }

    @Test("names that only begin alike, and one file under two inputs, are no conflict")
    func noConflict() async throws {
        project.stage(
            "use", "cat ${inputs.a} ${inputs.b} > ${outputs.out}",
            inputs: ["a": "file:raw.txt", "b": "file:raw.txt"],
            outputs: ["out": "raw.txt.out"])
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
    }
}
