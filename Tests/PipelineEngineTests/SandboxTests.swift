import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

extension SandboxProbe {
    static var worksHere: Bool {
        get async {
            if case .works = await examine(root: "/nonexistent") { true } else { false }
        }
    }
}

/// What a command can see and reach below bubblewrap; nothing to test where that does not work.
@Suite struct SandboxTests {
    /// A project whose one stage runs a line in the sandbox.
    private func run(
        _ line: String, inputs: [String: String] = [:], environment: [String] = [],
        network: Bool = false, in project: TemporaryProject
    ) async throws -> ObservedRun {
        project.graph.stages.removeAll { $0.name == "boxed" }
        project.stage(
            "boxed", line, inputs: inputs,
            with: [Stage.Parameter(name: "network", value: .boolean(network), origin: .standard)],
            environment: environment)
        project.graph.figures = []
        project.figure("f", [("out.txt", "boxed.out")])
        return try await project.run(sandboxing: .required)
    }

    @Test(
        "only declared inputs are visible, read-only, and nothing else can be written",
        .enabled { await SandboxProbe.worksHere })
    func visibility() async throws {
        let project = try TemporaryProject()
        try project.write("data/declared.txt", "yes\n")
        try project.write("data/other.txt", "no\n")
        project.stage("make", "echo made > ${outputs.out}")
        let root = project.space.root
        let run = try await run(
            """
            exec > ${outputs.out} 2>/dev/null
            cat ${inputs.declared} ${inputs.made}
            ls data; ls \(root); ls \(root)/data; ls -A /home
            echo spoilt > ${inputs.made} || echo input is safe
            echo x > \(root)/new || echo project is safe
            echo x > /new || echo root is safe
            echo x > /usr/new || echo system is safe
            echo x > /tmp/scratch && cat /tmp/scratch
            ls /sys; test -s /sys/devices/system/cpu/online && echo processors are visible
            """, inputs: ["declared": "file:data/declared.txt", "made": "make.out"], in: project)
        #expect(run.report.failures == [])
        #expect(
            try project.read("results/default/out.txt") == """
                yes
                made
                declared.txt
                input is safe
                project is safe
                root is safe
                system is safe
                x
                devices
                processors are visible

                """)
        #expect(try !project.exists("new"))
    }

    @Test(
        "what a command takes is what it takes itself, not what bubblewrap does",
        .enabled { await SandboxProbe.worksHere })
    func usage() async throws {
        let project = try TemporaryProject()
        let run = try await run(
            "head -c 120000000 /dev/zero | tail -c 100000000 | wc -c > ${outputs.out}", in: project)
        let usage = try #require(run.report.record.stages.first?.usage)
        #expect(usage.peakBytes > 80_000_000)
        #expect(usage.userSeconds + usage.systemSeconds > 0.01)
    }

    @Test(
        "a read that is not declared is told with what to add",
        .enabled { await SandboxProbe.worksHere })
    func undeclaredReads() async throws {
        let project = try TemporaryProject()
        try project.write("conf/my settings.json", "{}")
        try project.write("conf/a-b.json", "{}")
        let absolute = project.path("conf/a-b.json")
        for line in ["cat ./conf/../conf/a-b.json > out.txt", "cat '\(absolute)' > out.txt"] {
            let run = try await run(line, in: project)
            #expect(
                run.report.failures.map(\.cause) == [
                    """
                    it exited with code 1; conf/a-b.json is a file of the project that it may not \
                    see; add 'inputs: {a_b: {file: conf/a-b.json}}' to the stage
                    """
                ])
        }
    }

    @Test(
        "names with spaces and modules of Python are told as valid YAML",
        .enabled { await SandboxProbe.worksHere },
        arguments: [
            (
                "cat 'my file.csv'", "my file.csv is a file",
                #"my_file: {file: "my file.csv"}"#
            ),
            (
                "echo 'cat: a, b.csv: gone'; false",
                "a, b.csv is a file", #"a__b: {file: "a, b.csv"}"#
            ),
            (
                "cat lib/one/x.txt lib/two/x.txt", "lib/one/x.txt, lib/two/x.txt are files",
                "x_2: {file: lib/one/x.txt}, x_3: {file: lib/two/x.txt}"
            ),
            ("ls pack || exit 1", "pack is a folder", "pack: {folder: pack}"),
            (
                "cat ../../../lib/one/x.txt", "lib/one/x.txt is a file",
                "x_2: {file: lib/one/x.txt}"
            ),
            (
                #"echo "ModuleNotFoundError: No module named 'helper'"; false"#,
                "helper.py is a file", "helper: {file: helper.py}"
            ),
            (
                #"echo "ModuleNotFoundError: No module named 'pack.part'"; false"#,
                "pack is a folder", "pack: {folder: pack}"
            ),
        ])
    func undeclaredNames(line: String, files: String, toAdd: String) async throws {
        let project = try TemporaryProject()
        for name in [
            "my file.csv", "a, b.csv", "helper.py", "pack/__init__.py", "lib/one/x.txt",
            "lib/two/x.txt", "x.txt",
        ] {
            try project.write(name, "content\n")
        }
        let run = try await run(line, inputs: ["x": "file:x.txt"], in: project)
        #expect(
            run.report.failures.map(\.cause) == [
                """
                it exited with code 1; \(files) of the project that it may not see; add 'inputs: \
                {\(toAdd)}' to the stage
                """
            ])
    }

    @Test(
        "a program of the project that is not declared is told as one",
        .enabled { await SandboxProbe.worksHere })
    func undeclaredProgram() async throws {
        let project = try TemporaryProject()
        try project.write("tools/make.sh", "#!/bin/sh\n")
        try FileTree.setMode(project.path("tools/make.sh"), 0o755)
        project.stage("make", "unused")
        let word = try #require(
            project.graph.stages[0].parameters.firstIndex { $0.name == "command" })
        project.graph.stages[0].parameters[word].value = .list([.text("./tools/make.sh")])
        let run = try await project.run(sandboxing: .required)
        let cause = try #require(run.report.failures.first?.cause)
        #expect(
            cause.hasSuffix(
                """
                tools/make.sh is a file of the project that it may not see; add 'inputs: {make: \
                {file: tools/make.sh}}' to the stage
                """), "\(cause)")
    }

    @Test(
        "there is no network unless the stage asks for one",
        .enabled { await SandboxProbe.worksHere })
    func network() async throws {
        let project = try TemporaryProject()
        let line = "wc -l < /proc/net/dev > ${outputs.out}"
        _ = try await run(line, in: project)
        // Two lines of heading and the loopback.
        #expect(try project.read("results/default/out.txt") == "3\n")
        let host = try FileContent.read("/proc/net/dev").count { $0 == UInt8(ascii: "\n") }
        _ = try await run(line, network: true, in: project)
        #expect(try project.read("results/default/out.txt") == "\(host)\n")
    }

    @Test(
        "a path in a variable that is handed on stays visible",
        .enabled { await SandboxProbe.worksHere })
    func namedPaths() async throws {
        let project = try TemporaryProject()
        let elsewhere = try TemporaryProject()
        try elsewhere.write("venv/bin/tool", "#!/bin/sh\ncat $(dirname $0)/../lib.txt\n")
        try elsewhere.write("venv/lib.txt", "library\n")
        try FileTree.setMode(elsewhere.path("venv/bin/tool"), 0o755)
        project.environment = ["TOOL": elsewhere.path("venv/bin/tool")]
        let line = "$TOOL > ${outputs.out}; ls \(elsewhere.space.root) >> ${outputs.out}"
        #expect(try await run(line, environment: ["TOOL"], in: project).report.failures == [])
        #expect(try project.read("results/default/out.txt") == "library\nvenv\n")
    }

    @Test(
        "a path in a variable shows nothing of the project",
        .enabled { await SandboxProbe.worksHere }, arguments: ["", "/bin/tool", "/secret.txt"])
    func namedProject(path: String) async throws {
        let project = try TemporaryProject()
        try project.write("secret.txt", "no\n")
        try project.write("bin/tool", "#!/bin/sh\n")
        try FileTree.setMode(project.path("bin/tool"), 0o755)
        project.environment = ["X": project.space.root + path]
        let line = "ls -A \(project.space.root) > ${outputs.out} || echo nothing > ${outputs.out}"
        #expect(try await run(line, environment: ["X"], in: project).report.failures == [])
        let seen = try project.read("results/default/out.txt")
        #expect(["nothing\n", ".nrc-pipe\n"].contains(seen))
    }

    @Test(
        "a folder that holds the project shows nothing of it",
        .enabled { await SandboxProbe.worksHere })
    func projectInNamedFolder() async throws {
        let project = try TemporaryProject()
        try project.write("secret.txt", "no\n")
        project.environment = ["AROUND": FileTree.parent(of: project.space.root) ?? "/"]
        let line = "ls -A \(project.space.root) > ${outputs.out}"
        #expect(try await run(line, environment: ["AROUND"], in: project).report.failures == [])
        #expect(try project.read("results/default/out.txt") == ".nrc-pipe\n")
    }

    @Test("TERM reaches the command, which may end well", .enabled { await SandboxProbe.worksHere })
    func graceful() async throws {
        let project = try TemporaryProject()
        project.stage(
            "slow", "trap 'echo saved; exit 3' TERM; while :; do sleep 0.02; done", timeout: 3)
        let run = try await project.run(grace: 60, sandboxing: .required)
        #expect(run.report.failures.map(\.cause) == ["it was stopped after its timeout of 3 s"])
        #expect(run.report.failures.first?.logTail.last == "saved")
    }

    @Test(
        "a program that is missing or is ended by a signal is told as without",
        .enabled { await SandboxProbe.worksHere })
    func failures() async throws {
        let project = try TemporaryProject()
        project.stage("a", "kill -SEGV $$")
        #expect(
            try await project.run(sandboxing: .required).report.failures.map(\.cause)
                == ["it was ended by signal 11 (SIGSEGV)"])
        project.graph.stages[0].parameters[0].value = .list([.text("no-such-program")])
        #expect(
            try await project.run(sandboxing: .required).report.failures.map(\.cause) == [
                """
                it could not be started: cannot start no-such-program: No such file or directory
                """
            ])
    }
}
