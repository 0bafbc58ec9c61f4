import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct CancellationTests {
    @Test(
        "an interrupt between the first event and the first stage ends the run with its last events"
    )
    func interruptWhilePlanning() async throws {
        let project = try TemporaryProject()
        project.stage("a", "sleep 600")
        let (interrupts, ask) = AsyncStream.makeStream(of: Interrupt.self)
        let run = try await project.run(interrupts: interrupts) { event in
            guard case .runStarted = event.change else { return }
            ask.yield(.terminate)
            // So that it is heard before anything is started, unless the machine is very busy.
            usleep(200_000)
        }
        let outcome = try #require(run.outcome("a"))
        #expect(["skipped", "interrupted"].contains(outcome))
        #expect(run.report.outcome == .interrupted(.terminate))
        guard case .runFinished(.interrupted(.terminate), _, _)? = run.events.last?.change else {
            Issue.record("the last event is \(String(describing: run.events.last))")
            return
        }
    }

    @Test("an interrupt while files are published does not keep the last events from being written")
    func interruptWhilePublishing() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        let (interrupts, ask) = AsyncStream.makeStream(of: Interrupt.self)
        let run = try await project.run(interrupts: interrupts) { event in
            if case .stageFinished = event.change { ask.yield(.interrupt) }
        }
        guard case .runFinished? = run.events.last?.change else {
            Issue.record("the last event is \(String(describing: run.events.last))")
            return
        }
        #expect(run.outcome("a") == "built")
    }

    private let interrupts: AsyncStream<Interrupt>
    private let sender: AsyncStream<Interrupt>.Continuation

    init() { (interrupts, sender) = AsyncStream.makeStream(of: Interrupt.self) }

    /// Whether a process with this text in its command line is alive.
    private func isRunning(_ text: String) throws -> Bool {
        try FileTree.names(in: "/proc").contains { name in
            guard let content = try? FileContent.read("/proc/\(name)/cmdline") else { return false }
            return String(decoding: content, as: UTF8.self).contains(text)
        }
    }

    private func wait(for path: String) async throws {
        for _ in 0..<1000 where try FileStatus.ofLink(at: path) == nil {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("the first interrupt sends TERM and gives stages time to end; the rest is skipped")
    func graceful() async throws {
        let project = try TemporaryProject()
        let ready = project.path("ready")
        project.stage(
            "slow",
            """
            trap 'echo saved > \(project.path("saved")); exit 1' TERM
            touch \(ready); while :; do sleep 0.02; done
            """)
        project.stage("after", "true", inputs: ["x": "slow.out"])
        async let waiting: Void = {
            try await wait(for: ready)
            sender.yield(.interrupt)
        }()
        let run = try await project.run(interrupts: interrupts, grace: 60)
        try await waiting
        #expect(run.report.outcome == .interrupted(.interrupt))
        #expect(try project.read("saved") == "saved\n")
        #expect(run.report.record.stages.map(\.outcome) == ["interrupted", "skipped"])
        #expect(
            run.report.record.stages.map(\.reasons) == [
                ["never run"], ["the run was interrupted"],
            ])
        #expect(run.report.record.counts.interrupted == 1)
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
        #expect(RunLock.holder(of: project.space) == nil)
    }

    @Test(
        "what a command leaves that ends well when it is asked to end is not its result",
        arguments: ["", "echo half > ${outputs.out}; "])
    func endsWellWhenAsked(_ work: String) async throws {
        let project = try TemporaryProject()
        let ready = project.path("ready")
        project.stage(
            "trainer",
            "\(work)trap 'exit 0' TERM; touch \(ready); while :; do sleep 0.02; done")
        async let waiting: Void = {
            try await wait(for: ready)
            sender.yield(.interrupt)
        }()
        let run = try await project.run(interrupts: interrupts, grace: 60)
        try await waiting
        #expect(run.report.outcome == .interrupted(.interrupt))
        #expect(run.outcome("trainer") == "interrupted")
        #expect(try !project.reader().plan().isFresh)
    }

    @Test("after the grace time KILL ends a stage that ignores TERM")
    func killed() async throws {
        let project = try TemporaryProject()
        let ready = project.path("ready")
        project.stage("deaf", "trap '' TERM; touch \(ready); while :; do sleep 0.02; done")
        async let waiting: Void = {
            try await wait(for: ready)
            sender.yield(.terminate)
        }()
        let run = try await project.run(interrupts: interrupts, grace: 0.2)
        try await waiting
        #expect(run.report.outcome == .interrupted(.terminate))
    }

    @Test("a second interrupt ends stages at once")
    func secondInterrupt() async throws {
        let project = try TemporaryProject()
        let ready = project.path("ready")
        project.stage("deaf", "trap '' TERM; touch \(ready); while :; do sleep 0.02; done")
        async let waiting: Void = {
            try await wait(for: ready)
            sender.yield(.interrupt)
            try await Task.sleep(for: .milliseconds(100))
            sender.yield(.interrupt)
        }()
        let start = Clock.monotonicSeconds()
        let run = try await project.run(interrupts: interrupts, grace: 600)
        try await waiting
        #expect(run.report.outcome == .interrupted(.interrupt))
        // Ten minutes of grace were not waited for.
        #expect(Clock.monotonicSeconds() - start < 400)
    }

    @Test("signals to the runner become interrupts")
    func signals() async throws {
        var iterator = Interrupt.signals().makeAsyncIterator()
        kill(getpid(), SIGHUP)
        #expect(await iterator.next() == .terminate)
        kill(getpid(), SIGINT)
        #expect(await iterator.next() == .interrupt)
    }

    @Test("signals are caught from just before the first event, not while files are hashed")
    func armedLate() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        var steps: [String] = []
        for _ in 0..<2 {
            let runner = try PipelineRunner(
                space: project.space, graph: project.graph,
                programs: TemporaryProject.programs, environment: [:], command: "test")
            let arm = {
                steps.append("armed")
                return AsyncStream<Interrupt> { $0.finish() }
            }
            _ = try await runner.run(RunOptions(), interrupts: arm()) { event in
                switch event.change {
                case .runStarted: steps.append("run started")
                case .stageStarted: steps.append("stage started")
                default: break
                }
            }
        }
        #expect(steps == ["armed", "run started", "stage started", "armed", "run started"])
    }

    @Test("an interrupt ends the wait for a retry")
    func duringBackOff() async throws {
        let project = try TemporaryProject()
        project.stage("flaky", "exit 1", retries: 100)
        let sender = sender
        let run = try await project.run(interrupts: interrupts) { event in
            if case .stageRetrying(_, 4, _, _) = event.change { sender.yield(.interrupt) }
        }
        #expect(run.report.outcome == .interrupted(.interrupt))
    }

    @Test("nothing of a stage outlives it, a grandchild with a session of its own included")
    func orphans() async throws {
        let project = try TemporaryProject()
        let mark = "orphan-\(RunID.make())"
        project.stage(
            "forks",
            """
            setsid sh -c ': \(mark); while :; do sleep 1; done' > /dev/null 2>&1 &
            sleep 0.2; echo 1 > ${outputs.out}
            """)
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(try !isRunning(mark))
    }

    @Test(
        "a killed guard leaves no process behind, whatever it did to be alone",
        arguments: ["setsid", "setsid env -i", "setsid setsid -f env -i"])
    func killedGuard(escape: String) async throws {
        let project = try TemporaryProject()
        let mark = "orphan-\(RunID.make())"
        let ready = project.path("ready")
        project.stage(
            "forks",
            """
            cd /; \(escape) /bin/sh -c ': \(mark); sleep 50 & while :; do sleep 1; done' \
            > /dev/null 2>&1 &
            sleep 0.2; touch \(ready); sleep 60
            """)
        let scratch = project.space.scratchFolder
        async let killing: Bool = {
            try await wait(for: ready)
            let wasRunning = try isRunning(mark)
            for process in AbandonedProcesses.processes(of: scratch) {
                let program = FileTree.linkTarget("/proc/\(process)/exe") ?? ""
                if program.hasSuffix("nrc-pipe-guard") { kill(process, SIGKILL) }
            }
            return wasRunning
        }()
        let run = try await project.run()
        #expect(try await killing)
        #expect(
            run.report.failures.map(\.cause) == [
                "nrc-pipe-guard, which watches over the stage, was ended from outside"
            ])
        #expect(try !isRunning(mark))
    }

    @Test("after an interruption the next run finishes the work")
    func resumes() async throws {
        let project = try TemporaryProject()
        let ready = project.path("ready")
        project.stage("quick", "echo 1 > ${outputs.out}")
        project.stage(
            "slow",
            """
            [ -e \(ready) ] || { touch \(ready); sleep 60; }
            cat ${inputs.x} > ${outputs.out}
            """, inputs: ["x": "quick.out"])
        async let waiting: Void = {
            try await wait(for: ready)
            sender.yield(.interrupt)
        }()
        _ = try await project.run(interrupts: interrupts)
        try await waiting
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(run.started == ["slow"])
    }

    @Test("what a killed runner left in the scratch folder is removed by the next run")
    func leftovers() async throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        try project.write(".nrc-pipe/scratch/20250101T000000.000Z-abcdef-0-1/big.bin", "x")
        try FileTree.setMode(
            project.path(".nrc-pipe/scratch/20250101T000000.000Z-abcdef-0-1"), 0o500)
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test(
        "a command that outlives its runner for a moment does not keep the next run from starting")
    func leftoversInUse() async throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        let folder = project.path(".nrc-pipe/scratch/20250101T000000.000Z-abcdef-0-1")
        try FileTree.createFolder(folder)
        let writer = Task.detached {
            let end = Clock.monotonicSeconds() + 0.3
            var index = 0
            while Clock.monotonicSeconds() < end {
                index += 1
                try? FileTree.createFolder(folder)
                _ = try? OpenFile("\(folder)/\(index)", flags: O_WRONLY | O_CREAT)
            }
        }
        project.stage("a", "echo 1 > ${outputs.out}")
        let run = try await project.run()
        await writer.value
        #expect(run.report.outcome == .succeeded)
    }

    @Test("what cannot be removed is told and left")
    func leftoversThatStay() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        try FileTree.remove(project.space.scratchFolder)
        try project.write(".nrc-pipe/scratch", "a file")
        #expect(
            ScratchFolder.removeLeftovers(in: project.space) == """
                what an earlier run left behind could not be removed: cannot open \
                '\(project.space.scratchFolder)': Not a directory
                """)
    }
}
