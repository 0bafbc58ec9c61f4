import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ExecutorTests {
    @Test("a chain runs once; the second run executes nothing and keeps no record")
    func runsOnce() async throws {
        let project = try TemporaryProject()
        try project.write("data/raw.txt", "b\na\n")
        project.stage(
            "sort", "sort ${inputs.raw} > ${outputs.out}", inputs: ["raw": "file:data/raw.txt"])
        project.stage(
            "count", "wc -l < ${inputs.lines} > ${outputs.out}", inputs: ["lines": "sort.out"])
        let first = try await project.run()
        #expect(first.report.outcome == .succeeded)
        #expect(first.started == ["sort", "count"])
        #expect(first.report.isRecorded)
        #expect(try project.reader().runs().first == first.report.record)
        let second = try await project.run()
        #expect(second.started.isEmpty)
        #expect(second.report.record.counts.reused == 2)
        #expect(!second.report.isRecorded)
        #expect(try project.reader().runs().first == first.report.record)
    }

    /// Each stage waits until as many are running as `count` says, or fails.
    private func meeting(_ project: TemporaryProject, count: Int) -> String {
        """
        touch \(project.path("meet"))/$$; for i in $(seq 200); do
        [ $(ls \(project.path("meet")) | wc -l) -ge \(count) ] && break; sleep 0.02; done
        [ $(ls \(project.path("meet")) | wc -l) -ge \(count) ] && echo ok > ${outputs.out}
        """
    }

    @Test("as many stages run at once as there are cores for them")
    func parallel() async throws {
        let project = try TemporaryProject()
        try FileTree.createFolder(project.path("meet"))
        for name in ["a", "b", "c"] {
            project.stage(name, "# \(name)\n" + meeting(project, count: 3))
        }
        let run = try await project.run(jobs: 3)
        #expect(run.report.outcome == .succeeded)
    }

    /// The largest number of cores in use at any time, as stages tell it that write when they begin
    /// and when they end. By the events a stage lasts until its record is written, but its cores are
    /// free before that.
    private func mostCores(
        _ run: ObservedRun, in project: TemporaryProject, cores: [String: Int]
    ) throws -> Int {
        let store = ArtifactStore(root: project.space.storeFolder)
        var changes: [(time: Int, cores: Int)] = []
        for stage in run.report.record.stages {
            let digest = try #require(stage.outputs?.first?.digest)
            let text = String(
                decoding: try FileContent.read(store.path(of: digest)), as: UTF8.self)
            let times = text.split(separator: "\n").compactMap { Int($0) }
            try #require(times.count == 2)
            let count = cores[stage.stage] ?? 1
            changes += [(times[0], count), (times[1], -count)]
        }
        var running = 0
        return changes.sorted { $0.time < $1.time }.reduce(0) { most, change in
            running += change.cores
            return max(most, running)
        }
    }

    @Test("stages occupy no more cores than there are; a wider one runs alone")
    func coreTokens() async throws {
        let project = try TemporaryProject()
        let line = "{ date +%s%N; sleep 0.05; date +%s%N; } > ${outputs.out}"
        for name in ["a", "b", "c"] {
            project.stage(name, "# \(name)\n\(line)")
        }
        project.stage("wide", line, resources: Stage.Resources(cpu: 8))
        let run = try await project.run(jobs: 2)
        #expect(run.report.outcome == .succeeded)
        #expect(try mostCores(run, in: project, cores: ["wide": 2]) <= 2)
        #expect(run.started.last == "wide")
    }

    @Test("two stages with one manifest run once")
    func sameManifest() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo same > ${outputs.out}")
        project.stage("b", "echo same > ${outputs.out}")
        let run = try await project.run(jobs: 1)
        #expect(run.started == ["a"])
        #expect(run.outcome("b") == "reused")
        #expect(try await project.run().started.isEmpty)
    }

    @Test("a failure tells the stage, the cause, the log's end and the command that reruns it")
    func failureText() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "for i in $(seq 30); do echo line $i; done; echo oops >&2; exit 3")
        let run = try await project.run()
        #expect(run.report.outcome == .failed)
        let failure = try #require(run.report.failures.first)
        #expect(failure.stage == "bad")
        #expect(failure.cause == "it exited with code 3")
        #expect(failure.attempts == 1)
        #expect(failure.logTail == (12...30).map { "line \($0)" } + ["oops"])
        #expect(failure.rerunCommand == "nrc-pipe run bad --profile default --sandbox off")
        let path = try #require(failure.logPath)
        let log = String(decoding: try FileContent.read(path), as: UTF8.self)
        let fingerprint = try #require(run.report.record.stages.first?.fingerprint)
        #expect(
            log.hasPrefix(
                "# bad\n# kind exec, revision 1\n# fingerprint \(fingerprint)\n# command /bin/sh"))
        #expect(try project.reader().log(of: "bad", run: nil)?.path == path)
    }

    @Test("a stage that is ended by a signal is told by the signal's name")
    func signal() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "kill -SEGV $$")
        let run = try await project.run()
        #expect(run.report.failures.map(\.cause) == ["it was ended by signal 11 (SIGSEGV)"])
    }

    @Test("a program that does not exist is named")
    func missingProgram() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "")
        project.graph.stages[0].parameters[0].value = .list([.text("./no-such-program")])
        let run = try await project.run()
        #expect(
            run.report.failures.map(\.cause) == [
                """
                it could not be started: nrc-pipe-guard: cannot start './no-such-program': \
                No such file or directory
                """
            ])
    }

    @Test("after a failure nothing new is started; the rest is skipped, each with its reason")
    func stopsAtFailure() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "exit 1")
        project.stage("needs", "true", inputs: ["x": "bad.out"])
        project.stage("other", "echo 1 > ${outputs.out}")
        let run = try await project.run(jobs: 1)
        #expect(run.started == ["bad"])
        let reasons = run.report.record.stages.compactMap { stage in
            stage.outcome == "skipped" ? "\(stage.stage): \(stage.reasons ?? [])" : nil
        }
        #expect(
            reasons == [
                "needs: [\"it needs bad, which failed\"]",
                "other: [\"the run stopped when bad failed\"]",
            ])
    }

    @Test("keep-going finishes what does not depend on the failure")
    func keepsGoing() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "exit 1")
        project.stage("needs", "true", inputs: ["x": "bad.out"])
        project.stage("last", "true", inputs: ["x": "needs.out"])
        project.stage("other", "echo 1 > ${outputs.out}")
        let run = try await project.run(jobs: 1, keepGoing: true)
        #expect(run.started == ["bad", "other"])
        #expect(run.report.outcome == .failed)
        #expect(run.outcome("other") == "built")
        #expect(run.outcome("last") == "skipped")
    }

    @Test("a stage is tried again as often as it may be, and each attempt is told")
    func retries() async throws {
        let project = try TemporaryProject()
        let marks = project.path("marks")
        project.stage(
            "flaky",
            "echo x >> \(marks); [ $(wc -l < \(marks)) -ge 3 ] && echo ok > ${outputs.out}",
            retries: 2)
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(run.started == ["flaky", "flaky", "flaky"])
        let retried = run.events.compactMap { event in
            if case .stageRetrying(_, let attempt, let seconds, let cause) = event.change {
                "\(attempt) \(seconds) \(cause)"
            } else {
                nil
            }
        }
        #expect(
            retried == ["2 0.01 it exited with code 1", "3 0.02 it exited with code 1"])
        project.stage("never", "exit 4", retries: 1)
        #expect(try await project.run().report.failures.map(\.attempts) == [2])
    }

    @Test("the wait between attempts doubles, up to a minute")
    func backOff() {
        let options = RunOptions(retryDelaySeconds: 1)
        #expect([1, 2, 3, 7, 50].map(options.delay) == [1, 2, 4, 60, 60])
    }

    @Test("a stage that exceeds its timeout is stopped and says so")
    func timeout() async throws {
        let project = try TemporaryProject()
        project.stage("slow", "sleep 1000", timeout: 0.2)
        let start = Clock.monotonicSeconds()
        let run = try await project.run()
        #expect(
            run.report.failures.map(\.cause) == ["it was stopped after its timeout of 0.2 s"])
        // Far from what it wanted, even where other tests hold every thread for a while.
        #expect(Clock.monotonicSeconds() - start < 500)
    }

    @Test("wall time, processor time and peak memory of a stage are recorded")
    func usage() async throws {
        let project = try TemporaryProject()
        project.stage("work", "sleep 0.1; echo 1 > ${outputs.out}")
        let run = try await project.run()
        let usage = try #require(run.report.record.stages.first?.usage)
        #expect(usage.wallSeconds >= 0.1)
        #expect(usage.peakBytes > 100_000)
        let record = try project.reader().show(stage: "work").record
        #expect(record?.usage == usage)
    }
}
