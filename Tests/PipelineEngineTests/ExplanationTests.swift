import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ExplanationTests {
    /// a → b → c, and d beside them.
    private func makeProject(_ word: String) throws -> TemporaryProject {
        let project = try TemporaryProject()
        define(word, in: project)
        return project
    }

    private func define(_ word: String, in project: TemporaryProject) {
        project.graph.stages = []
        project.stage("a", "echo \(word) > ${outputs.out}")
        project.stage("b", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "a.out"])
        project.stage("c", "cat ${inputs.x} ${inputs.x} > ${outputs.out}", inputs: ["x": "b.out"])
        project.stage("d", "echo d > ${outputs.out}")
    }

    @Test("a changed stage tells what may follow, what that took, and that going back is free")
    func freeWayBack() async throws {
        let project = try makeProject("one")
        try await project.run()
        define("two", in: project)
        let explained = try project.reader().explain(targets: []).stages
        #expect(explained.map(\.followers) == [["b", "c"], [], [], []])
        #expect(explained[0].wayBack == .free)
        #expect(explained[0].planned.expectedSeconds ?? 0 > 0)
        let change = try #require(explained[0].reasons.first?.change)
        #expect(change.key == "with.command[2]")
        #expect(change.from == "echo one > ${outputs.out}")
        #expect(change.to == "echo two > ${outputs.out}")
        #expect(change.place == "pipelines/test.yaml:2")
        // And it is: the former definition runs nothing.
        try await project.run()
        define("one", in: project)
        #expect(try project.reader().plan().isFresh)
    }

    @Test("a stage that has changed itself and waits for another tells what has changed")
    func changedAndWaiting() async throws {
        let project = try makeProject("one")
        try await project.run()
        project.graph.stages = []
        project.stage("a", "echo one; echo one > ${outputs.out}")
        project.stage("b", "cat ${inputs.x} > ${outputs.out}; true", inputs: ["x": "a.out"])
        let planned = try project.reader().plan().stages[1]
        #expect(planned.state == .undecided(until: [StageID(0)]))
        #expect(planned.knownChanges.compactMap(\.change?.key) == ["with.command[2]"])
        #expect(try project.reader().explain(targets: []).stages[1].reasons == planned.knownChanges)
    }

    @Test("where what was made before is gone, going back names what it would run")
    func costlyWayBack() async throws {
        let project = try makeProject("one")
        try await project.run()
        let made = try #require(try project.reader().show(stage: "c").outputs.first)
        try FileTree.remove(made.storePath)
        define("two", in: project)
        let explained = try project.reader().explain(targets: []).stages
        #expect(explained[0].wayBack == .rebuilds(["c"]))
    }

    @Test("what was never run has no way back")
    func neverRun() throws {
        let explained = try makeProject("one").reader().explain(targets: ["c"]).stages
        #expect(explained.map(\.name) == ["a", "b", "c"])
        #expect(explained[0].wayBack == nil)
        #expect(explained.map(\.planned.wasFinished) == [false, false, false])
        #expect(explained[0].followers == ["b", "c"])
    }

    @Test("of two stages that are the same, one takes what the other makes")
    func twins() async throws {
        let project = try makeProject("d")
        let states = try project.reader().plan().stages.map(\.state)
        #expect(states[3] == .shared(with: project.graph.stages[0].id))
        let run = try await project.run()
        #expect(run.started.contains("a") && !run.started.contains("d"))
    }
}
