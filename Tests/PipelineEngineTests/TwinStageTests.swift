import PipelineLanguage
import Testing

@testable import PipelineEngine

/// Stages of one run whose manifests are equal.
@Suite struct TwinStageTests {
    private func twins(_ line: String) throws -> TemporaryProject {
        let project = try TemporaryProject()
        for name in ["a", "b", "c"] { project.stage(name, line) }
        return project
    }

    @Test("of stages with one manifest, one runs; the others wait for it and share what it made")
    func runOnce() async throws {
        let project = try twins("sleep 0.3; echo 1 > ${outputs.out}")
        project.stage("use", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "c.out"])
        let run = try await project.run(jobs: 3)
        #expect(run.started == ["a", "use"])
        #expect(run.outcome("b") == "reused")
        #expect(run.outcome("c") == "reused")
        #expect(run.report.outcome == .succeeded)
    }

    @Test("when the first of them fails, the run stops and the others are skipped")
    func failure() async throws {
        let project = try twins("exit 3")
        let run = try await project.run(jobs: 3)
        #expect(run.started == ["a"])
        #expect(run.report.failures.map(\.stage) == ["a"])
        #expect(run.outcome("b") == "skipped")
    }

    @Test("with keep-going, the next one tries when the first has failed")
    func keepGoing() async throws {
        let project = try twins("exit 3")
        let run = try await project.run(jobs: 3, keepGoing: true)
        #expect(run.started == ["a", "b", "c"])
        #expect(run.report.failures.map(\.stage) == ["a", "b", "c"])
    }
}
