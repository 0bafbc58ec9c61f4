import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct HistoryTests {
    /// `count` counts the lines of `clean`, which sorts `raw.txt`.
    private func makeProject(_ line: String = "wc -l < ${inputs.x} > ${outputs.out}") throws
        -> TemporaryProject
    {
        let project = try TemporaryProject()
        try project.write("raw.txt", "b\na\n", age: 5)
        project.stage(
            "clean", "sort ${inputs.raw} > ${outputs.out}", inputs: ["raw": "file:raw.txt"])
        project.stage("count", line, inputs: ["x": "clean.out"])
        return project
    }

    @Test("history tells each attempt with its result, its reasons and what it took")
    func attempts() async throws {
        let project = try makeProject()
        let first = try await project.run()
        try project.write("raw.txt", "c\n", age: 4)
        try await project.run()
        try project.write("raw.txt", "d\n", age: 3)
        try await project.run()
        project.graph.stages[1] = try makeProject("echo no; exit 3").graph.stages[1]
        try await project.run()
        let history = try project.reader().history(of: "count")
        #expect(history.map(\.result) == [.failed, .sameBytes, .built, .built])
        #expect(history[0].failures == ["it exited with code 3"])
        #expect(history[0].usage?.peakBytes ?? 0 > 0)
        #expect(history[0].reasons.first?.hasPrefix("with.command[2]: ") == true)
        #expect(history[2].reasons.first?.hasPrefix("inputs.x (clean.out): ") == true)
        #expect(history[3].run == first.report.record.run)
        #expect(history[3].reasons == ["never run"])
        #expect(history.allSatisfy { $0.logPath != nil && $0.time != nil })
        // Nothing but `count` had changed before the last run.
        #expect(try project.reader().history(of: "clean").count == 3)
    }

    @Test("a run whose runner was killed is in the history, with what it had made")
    func killedRunner() async throws {
        let project = try makeProject()
        let run = try await project.run()
        try FileTree.remove(RunRecordFiles(project.space).path(of: run.report.record.run))
        let record = try #require(try project.reader().show(stage: "clean").record)
        let history = try project.reader().history(of: "clean")
        #expect(history.map(\.result) == [.built])
        #expect(history[0].fingerprint == record.fingerprint)
        #expect(history[0].time == record.finishedAt)
        try FileTree.createFolder("\(project.space.logFolder)/test/default/29991231T000000.000Z-0")
        try project.write(
            ".nrc-pipe/logs/test/default/29991231T000000.000Z-0/clean.log", "# clean\n")
        #expect(try project.reader().history(of: "clean").map(\.result) == [.lost, .built])
    }

    @Test("a stage that waited for its retry when another one failed has failed, with its cause")
    func retryThatNeverCame() async throws {
        let project = try TemporaryProject()
        project.stage("flaky", "echo about to fail; exit 3", retries: 3)
        project.stage("bad", "sleep 0.3; exit 4")
        let run = try await project.run(retryDelay: 6000)
        #expect(run.report.record.wallSeconds < 3000)
        #expect(run.outcome("flaky") == "failed")
        let failures = run.report.failures.sorted { $0.stage < $1.stage }
        #expect(failures.map(\.cause) == ["it exited with code 4", "it exited with code 3"])
        #expect(failures[1].logTail == ["about to fail"])
        #expect(failures[1].attempts == 1)
        let history = try project.reader().history(of: "flaky")
        #expect(history.map(\.result) == [.failed])
        #expect(history[0].failures == ["it exited with code 3"])
    }

    @Test("history keeps how many attempts a stage needed, and why the first ones failed")
    func attemptsOfOneRun() async throws {
        let project = try TemporaryProject()
        let count = project.path("count")
        project.stage(
            "flaky", "echo x >> \(count); test $(wc -l < \(count)) = 3 && echo 1 > ${outputs.out}",
            retries: 3)
        try await project.run()
        let history = try project.reader().history(of: "flaky")
        #expect(history.map(\.result) == [.built])
        #expect(history[0].attempts == 3)
        #expect(history[0].failures == ["it exited with code 1", "it exited with code 1"])
    }

    @Test("the last run is the last one, whatever the clock said")
    func clockThatWentBack() async throws {
        let project = try makeProject()
        let first = try await project.run().report.record
        // As if that run had been in the year 2199.
        let files = RunRecordFiles(project.space)
        var future = first
        future.run = "21991231T235959.999Z-000000"
        try files.save(future)
        try FileTree.remove(files.path(of: first.run))
        let logs = "\(project.space.logFolder)/test/default"
        try FileTree.rename("\(logs)/\(first.run)", to: "\(logs)/\(future.run)")
        try project.write("raw.txt", "c\n", age: 4)
        let second = try await project.run().report.record
        #expect(second.run.hasPrefix("22000101T000000.000Z-"))
        #expect(try project.reader().run(named: "last") == second)
        #expect(try project.reader().run(named: "last~1") == future)
        #expect(try project.reader().status().lastRun?.run == second.run)
        #expect(try project.reader().history(of: "count").map(\.run) == [second.run, future.run])
        #expect(try project.reader().log(of: "count", run: nil)?.run == second.run)
    }

    @Test("runs are named by id, by the beginning of one, and by their age")
    func names() async throws {
        let project = try makeProject()
        let first = try await project.run().report.record
        try project.write("raw.txt", "c\n", age: 4)
        let second = try await project.run().report.record
        let reader = try project.reader()
        #expect(try reader.runs() == [second, first])
        #expect(try reader.run(named: "last") == second)
        #expect(try reader.run(named: "last~1") == first)
        #expect(try reader.run(named: first.run) == first)
        #expect(try reader.run(named: String(second.run.dropLast(1))) == second)
        func message(_ name: String) -> String? {
            #expect(throws: UnknownRun.self) { try reader.run(named: name) }?.description
        }
        #expect(
            message("last~2")
                == "there is no run 'last~2': only 2 are recorded for this pipeline and profile")
        #expect(
            message("zebra")
                == "no run is named 'zebra'; `nrc-pipe history` lists them, or say last or last~1")
        #expect(
            message("2")
                == "'2' is the beginning of several runs: \(first.run), \(second.run)")
    }

    @Test("the log of a fresh stage is that of the run that made it, and a later one is told")
    func logOfFreshStage() async throws {
        let project = try makeProject()
        let made = try await project.run().report.record
        let good = project.graph.stages[1]
        project.graph.stages[1] = try makeProject("echo no; exit 3").graph.stages[1]
        let failed = try await project.run().report.record
        #expect(try project.reader().log(of: "count", run: nil)?.run == failed.run)
        project.graph.stages[1] = good
        let log = try #require(try project.reader().log(of: "count", run: nil))
        #expect(log.run == made.run)
        #expect(log.path.contains(made.run))
        #expect(log.laterAttempt == failed.run)
        #expect(try project.reader().log(of: "count", run: "last")?.run == failed.run)
        #expect(try project.reader().log(of: "clean", run: "last") == nil)
    }

    @Test("two runs are compared down to parameters, inputs and outputs")
    func comparison() async throws {
        let project = try makeProject()
        let first = try await project.run().report.record
        try project.write("raw.txt", "c\n", age: 4)
        project.graph.stages[0] = project.graph.stages[0]
        project.stage("other", "echo 1 > ${outputs.out}")
        let second = try await project.run().report.record
        let comparison = try project.reader().compare(first, second)
        #expect(comparison.stages.map(\.name) == ["clean", "count", "other"])
        #expect(comparison.stages[0].changes.count == 1)
        #expect(comparison.stages[0].changes[0].description.hasPrefix("inputs.raw: "))
        #expect(comparison.stages[1].outputs.map(\.name) == ["out"])
        #expect(comparison.stages[2].outcomes.first == nil)
        #expect(comparison.stages[2].outcomes.second == "built")
        let some = try project.reader().compare(first, second, targets: ["count"])
        #expect(some.stages.map(\.name) == ["clean", "count"])
        let same = try project.reader().compare(second, second)
        #expect(same.stages.isEmpty)
        #expect(same.equalCount == 3)
    }
}
