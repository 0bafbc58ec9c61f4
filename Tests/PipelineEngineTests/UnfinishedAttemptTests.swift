import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// What a plan, a status and an explanation tell of stages that were tried and not finished.
@Suite struct UnfinishedAttemptTests {
    private func attempt(_ project: TemporaryProject, _ stage: String) throws -> UnfinishedAttempt?
    {
        let plan = try project.reader().plan()
        return plan.stages.first { project.graph[$0.id].name == stage }?.lastAttempt
    }

    @Test("a failed stage is told with its cause until it is finished")
    func failed() async throws {
        let project = try TemporaryProject()
        try project.write("in.txt", "1\n", age: 5)
        project.stage("a", "echo 1 > ${outputs.out}")
        project.stage(
            "b", "grep 2 ${inputs.file} > ${outputs.out}",
            inputs: ["x": "a.out", "file": "file:in.txt"])
        #expect(try attempt(project, "b") == nil)
        let run = try await project.run().report.record
        let failure = try #require(try attempt(project, "b"))
        #expect(failure.ending == .failed)
        #expect(failure.run == run.run)
        #expect(failure.cause == "it exited with code 1")
        #expect(failure.time == run.stages[1].startedAt)
        #expect(!failure.isOutdated)
        #expect(try attempt(project, "a") == nil)
        #expect(try project.reader().show(stage: "b").lastAttempt == failure)
        try project.write("in.txt", "3\n", age: 4)
        #expect(try attempt(project, "b")?.isOutdated == true)
        try project.write("in.txt", "2\n", age: 3)
        try await project.run()
        #expect(try attempt(project, "b") == nil)
        project.graph.stages[1].kindRevision = 2
        #expect(try attempt(project, "b") == nil)
    }

    @Test("an interrupted stage is told with how far it was, and goes on from its checkpoint")
    func interrupted() async throws {
        let project = try TemporaryProject()
        project.stage(
            "a", "echo '{\"fraction\": 0.19}' >> progress.ndjson; sleep 986; echo > ${outputs.out}")
        let (interrupts, ask) = AsyncStream.makeStream(of: Interrupt.self)
        try await project.run(interrupts: interrupts) { event in
            if case .stageProgress = event.change { ask.yield(.interrupt) }
        }
        let attempt = try #require(try attempt(project, "a"))
        #expect(attempt.ending == .interrupted)
        #expect(attempt.fraction == 0.19)
        #expect(!attempt.goesOn)
        #expect(attempt.remainingShare == 1)
        let fingerprint = try #require(attempt.fingerprint)
        try FileTree.createFolder(project.space.checkpointFolder(of: fingerprint))
        let resumed = try #require(try self.attempt(project, "a"))
        #expect(resumed.goesOn)
        #expect(resumed.remainingShare == 0.81)
        let history = try project.reader().history(of: "a")
        #expect(history.map(\.fraction) == [0.19])
    }

    @Test("a stage whose runner was killed is told, and so is the run")
    func lost() async throws {
        let project = try TemporaryProject()
        project.stage("a", "exit 1")
        let run = try await project.run().report.record
        try FileTree.remove(RunRecordFiles(project.space).path(of: run.run))
        #expect(try attempt(project, "a")?.ending == .lost)
        #expect(try attempt(project, "a")?.run == run.run)
        #expect(try project.reader().status().lostRun == run.run)
        #expect(try project.reader().status().lastRun == nil)
    }

    @Test("a killed run is told of its stage until that is finished, whatever else has run since")
    func lostBeforeAnother() async throws {
        let project = try TemporaryProject()
        project.stage("a", "exit 1")
        project.stage("b", "echo b > ${outputs.out}")
        let run = try await project.run(["a"]).report.record
        try FileTree.remove(RunRecordFiles(project.space).path(of: run.run))
        let other = try await project.run(["b"]).report.record
        #expect(try attempt(project, "a")?.ending == .lost)
        #expect(try attempt(project, "a")?.run == run.run)
        #expect(try project.reader().status().lastRun?.run == other.run)
        // It was killed before the last run, not after it.
        #expect(try project.reader().status().lostRun == nil)
        #expect(try await !project.run(["b"]).report.isRecorded)
        project.graph.stages[0].parameters[0].value = .list([
            .text("/bin/sh"), .text("-c"), .text("echo a > ${outputs.out}"),
        ])
        try await project.run(["a"])
        project.graph.stages[0].kindRevision = 2
        #expect(try attempt(project, "a") == nil)
    }

    @Test("a run that finds nothing to do after a failed one is the last run all the same")
    func nothingToDoAfterwards() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        let good = project.graph.stages[0]
        project.graph.stages[0].kindRevision = 2
        project.graph.stages[0].parameters[0].value = .list([.text("/bin/false")])
        #expect(try await project.run().report.outcome == .failed)
        #expect(try project.reader().status().lastRun?.outcome == "failed")
        project.graph.stages[0] = good
        let run = try await project.run()
        #expect(run.started.isEmpty)
        #expect(try project.reader().status().lastRun?.run == run.report.record.run)
        #expect(try project.reader().status().lastRun?.outcome == "succeeded")
        #expect(try await !project.run().report.isRecorded)
    }

    @Test("status names the stages at work and how far they are")
    func running() async throws {
        let project = try TemporaryProject()
        project.stage(
            "a",
            """
            echo '{"fraction": 0.5, "message": "half of it"}' >> progress.ndjson
            sleep 986
            """)
        let (interrupts, ask) = AsyncStream.makeStream(of: Interrupt.self)
        var seen: [RunningStageState] = []
        let run = try await project.run(interrupts: interrupts) { event in
            guard case .stageProgress = event.change else { return }
            // The lock is this process's own, so that only the stages can be asked for.
            seen = RunningStages(of: project.graph, in: project.space).stages
            ask.yield(.interrupt)
        }
        #expect(
            seen == [
                RunningStageState(
                    stage: "a", run: run.report.record.run, attempt: 1, fraction: 0.5,
                    message: "half of it")
            ])
        #expect(RunningStages(of: project.graph, in: project.space).stages.isEmpty)
    }

    @Test("a fraction beyond its range comes to its nearest end")
    func fractions() async throws {
        let project = try TemporaryProject()
        project.stage(
            "a",
            "echo '{\"fraction\": 1.5}' >> progress.ndjson; sleep 0.5; echo 1 > ${outputs.out}")
        let run = try await project.run()
        let fractions = run.events.compactMap { event in
            if case .stageProgress(_, let fraction, _) = event.change { fraction } else { nil }
        }
        #expect(fractions == [1])
    }

    @Test("a built-in stage that fails says why, with the names of its inputs")
    func reported() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        project.stage("b", "true", inputs: ["table": "a.out"])
        let decider = try project.reader().decider(
            TargetSelection([], in: project.graph), force: false)
        let book = RunBook(run: "r", decider: decider, space: project.space, options: RunOptions())
        let folder = ScratchFolder.path(project.space, run: "r", stage: StageID(1), attempt: 2)
        let reader = project.graph.stages[1]
        let names = ScratchLayout.visibleNames(
            of: reader.inputs[0], stage: reader, graph: project.graph)
        let visible = try #require(names[0])
        let text = "\(folder)/\(visible):1: no header; see \(project.space.root)/data/x.csv"
        #expect(
            book.worded(.reported(text), of: reader, attempt: 2)
                == .reported("a.out:1: no header; see data/x.csv"))
    }
}
