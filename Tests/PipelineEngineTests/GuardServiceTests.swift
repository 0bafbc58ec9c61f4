import Glibc
import Testing

@testable import PipelineEngine

@Suite struct GuardServiceTests {
    private struct Shell: Sendable {
        let folder: String
        let log: OpenFile
        let guards: GuardService

        func run(
            _ script: String, _ words: [String] = [], environment: [String: String] = [:]
        ) async throws -> GuardReport? {
            try await run(["/bin/sh", "-c", script] + words, environment: environment)
        }

        func run(
            _ words: [String], environment: [String: String] = [:]
        ) async throws -> GuardReport? {
            try await guards.run(
                words, options: ["--grace", "5"], in: folder, environment: environment,
                log: log.descriptor, patience: 60
            ) {}
        }
    }

    private let project: TemporaryProject
    private let shell: Shell

    init() throws {
        project = try TemporaryProject()
        shell = Shell(
            folder: project.path("."),
            log: try OpenFile(project.path("log"), flags: O_WRONLY | O_CREAT),
            guards: GuardService(program: TemporaryProject.programs.guardProgram))
    }

    /// The process that becomes two for each command: the parent of what the command has for one.
    private func service() async throws -> pid_t {
        _ = try await shell.run("cut -d ' ' -f 4 /proc/$PPID/stat > service")
        return try #require(pid_t(project.read("service").dropLast()))
    }

    @Test("a command has its folder, its log and its environment, and nothing of this process's")
    func surroundings() async throws {
        unsafe setenv("OF_THE_RUNNER", "1", 1)
        let report = try await shell.run(
            "pwd -P; env | sort; ls /proc/self/fd", environment: ["A": "b c"])
        #expect(report?.ending == .exitCode(0))
        let folder = try #require(FileTree.resolved(project.path(".")))
        #expect(
            try project.read("log") == """
                \(folder)
                A=b c
                PWD=\(folder)
                0
                1
                2
                3

                """)
    }

    @Test("all commands of a run come from one process, and how each ends is told")
    func several() async throws {
        #expect(try await shell.run("exit 7")?.ending == .exitCode(7))
        #expect(try await shell.run("kill -KILL $$")?.ending == .signal(SIGKILL))
        let first = try await service()
        #expect(try await service() == first)
    }

    @Test("a command may have more words than a socket takes at once")
    func manyWords() async throws {
        let words = (0..<20_000).map { "a-word-of-some-length-\($0)" }
        let report = try await shell.run("echo $# > count", words)
        #expect(report?.ending == .exitCode(0))
        #expect(try project.read("count") == "19999\n")
    }

    @Test("where the process that guards come from is killed, commands go on and others start")
    func killedService() async throws {
        let service = try await service()
        let running = Task { [shell] in
            try await shell.run(
                "touch begun; while [ ! -e go-on ]; do sleep 0.01; done; echo x > made")
        }
        while try FileStatus.ofLink(at: project.path("begun")) == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        kill(service, SIGKILL)
        // Until it has closed its channel, which would take a request along.
        #expect(waitid(P_PID, id_t(service), nil, WEXITED | WNOWAIT) == 0)
        #expect(try await shell.run("touch go-on")?.ending == .exitCode(0))
        #expect(try await running.value?.ending == .exitCode(0))
        #expect(try project.read("made") == "x\n")
        #expect(try await self.service() != service)
    }

    @Test("a killed guard makes no report")
    func killedGuard() async throws {
        #expect(try await shell.run("kill -KILL $PPID; sleep 60") == nil)
    }

    @Test("all end at once when they are cut, those that come later included")
    func cut() async throws {
        let running = Task { [shell] in try await shell.run("trap '' TERM; touch begun; sleep 60") }
        while try FileStatus.ofLink(at: project.path("begun")) == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        shell.guards.cut()
        #expect(try await running.value?.ending == .signal(SIGKILL))
        await #expect(throws: GuardError.gone) { try await shell.run("touch late") }
        #expect(try FileStatus.ofLink(at: project.path("late")) == nil)
    }

    @Test("a cancelled task asks its command to end and waits for it")
    func cancelled() async throws {
        let running = Task { [shell] in
            try await shell.run(
                "trap 'echo saved > saved; exit 3' TERM; touch begun; while :; do sleep 0.01; done")
        }
        while try FileStatus.ofLink(at: project.path("begun")) == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        running.cancel()
        #expect(try await running.value?.ending == .exitCode(3))
        #expect(try project.read("saved") == "saved\n")
    }

    @Test("what cannot be started is told in the log, and a missing guard in a message")
    func cannotStart() async throws {
        let report = try await shell.run(["./none"])
        #expect(report?.ending == .notStarted)
        #expect(
            try project.read("log")
                == "nrc-pipe-guard: cannot start './none': No such file or directory\n")
        let missing = Shell(
            folder: shell.folder, log: shell.log,
            guards: GuardService(program: "/none/nrc-pipe-guard"))
        do {
            _ = try await missing.run("true")
            Issue.record("a missing program was started")
        } catch {
            #expect(
                "\(error)" == """
                    cannot start '/none/nrc-pipe-guard': No such file or directory; install all \
                    programs of nrc-pipe together
                    """)
        }
    }
}
