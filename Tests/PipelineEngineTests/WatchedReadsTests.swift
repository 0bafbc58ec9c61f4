import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// Whether the kernel tells what commands look up.
private func lookupsAreTold() async throws -> Bool {
    let project = try TemporaryProject()
    project.stage("make", "echo > ${outputs.out}")
    return try await project.run(watchesReads: true).notes.isEmpty
}

/// Runs that watch what commands look up; nothing to test where the kernel does not tell.
@Suite(.enabled { try await lookupsAreTold() })
struct WatchedReadsTests {
    private static let modes: [Sandboxing] = [.off, .required]

    /// A project with more files than its stage declares.
    private func project(_ line: String) throws -> TemporaryProject {
        let project = try TemporaryProject()
        for path in [
            "conf.json", "deep/er/file.txt", "notes.txt", "pack/part.txt", "data/declared.txt",
            "data/other.txt",
            "tools/__pycache__/helper.pyc", ".git/HEAD",
        ] {
            try project.write(path, "content\n")
        }
        project.stage("make", line, inputs: ["declared": "file:data/declared.txt"])
        project.figure("f", [("out.txt", "make.out")])
        return project
    }

    private func canRun(_ mode: Sandboxing) async -> Bool {
        if mode == .off { return true }
        return await SandboxProbe.worksHere
    }

    @Test("what a command does without is told with what to add", arguments: modes)
    func survivedReads(mode: Sandboxing) async throws {
        guard await canRun(mode) else { return }
        let project = try project(
            """
            echo made > ${outputs.out}
            cat conf.json ./data/../data/declared.txt 2>/dev/null
            setsid -f sh -c '[ -e notes.txt ]; echo done > tmp/done'
            ls pack pack/none 2>/dev/null
            [ -d deep ] && [ -e deep/er ]; [ -e deep/er/file.txt ]
            cat tools/__pycache__/helper.pyc .git/HEAD none.txt tmp/none /etc/none 2>/dev/null
            while [ ! -e tmp/done ]; do sleep 0.01; done
            """)
        let run = try await project.run(sandboxing: mode, watchesReads: true)
        #expect(run.report.failures == [])
        #expect(
            run.notes == [
                """
                'make' looked for conf.json, deep/er/file.txt, notes.txt, pack, which are parts of \
                the project that it does not declare; if what it makes depends on that, add \
                'inputs: {conf: {file: conf.json}, file: {file: deep/er/file.txt}, notes: {file: \
                notes.txt}, pack: {folder: pack}}' to the stage
                """
            ])
        #expect(try project.read("results/default/out.txt") == "made\n")
        #expect(try FileTree.names(in: project.space.scratchFolder) == [])
    }

    @Test("without a sandbox a file of the project that is named in full is told as well")
    func readsInFull() async throws {
        let project = try TemporaryProject()
        try project.write("conf.json", "content\n")
        let path = "\(project.space.root)/conf.json"
        project.stage("make", "cat \(path) > ${outputs.out}")
        let run = try await project.run(watchesReads: true)
        #expect(run.report.failures == [])
        #expect(run.notes.count == 1)
        #expect(run.notes.first?.hasPrefix("'make' looked for conf.json, which is a file") == true)
    }

    @Test("a failed command need not name what it looked for", arguments: modes)
    func failure(mode: Sandboxing) async throws {
        guard await canRun(mode) else { return }
        let project = try project("cat conf.json 2>/dev/null || exit 3")
        let run = try await project.run(sandboxing: mode, watchesReads: true)
        #expect(
            run.report.failures.map(\.cause) == [
                """
                it exited with code 3; it looked for conf.json, which is a file of the project that \
                it does not declare; if what it makes depends on that, add 'inputs: {conf: {file: \
                conf.json}}' to the stage
                """
            ])
    }

    @Test("nothing is told of what is declared, made or written", arguments: modes)
    func declared(mode: Sandboxing) async throws {
        guard await canRun(mode) else { return }
        let project = try project("cat data/declared.txt > ${outputs.out}; ls data . > /dev/null")
        // Published before, and looked for by the command before it makes it.
        try project.write("out.txt", "old\n")
        let run = try await project.run(sandboxing: mode, watchesReads: true)
        #expect(run.report.failures == [])
        #expect(run.notes == [])
    }

    @Test("nobody watches unless asked to")
    func unwatched() async throws {
        let project = try project("cat conf.json 2>/dev/null; echo > ${outputs.out}")
        #expect(try await project.run().notes == [])
    }

    @Test("a command that cannot be started, fails or is stopped ends as it does unwatched")
    func endings() async throws {
        let project = try project("exec /nonexistent/program")
        #expect(
            try await project.run(watchesReads: true).report.failures.map(\.cause)
                == project.run().report.failures.map(\.cause))
        let word = try #require(
            project.graph.stages[0].parameters.firstIndex { $0.name == "command" })
        let endless = ["sh", "-c", "sleep 60 & while :; do [ -e x ]; done"]
        for (words, timeout, cause) in [
            (endless, 0.2, "timeout of 0.2 s"),
            (["/nonexistent/program"], nil, "cannot start '/nonexistent/program'"),
            (["sh", "-c", "kill -9 $$"], nil, "signal 9"),
        ] {
            project.graph.stages[0].timeoutSeconds = timeout
            project.graph.stages[0].parameters[word].value = .list(words.map { .text($0) })
            let run = try await project.run(grace: 0.2, watchesReads: true)
            #expect(run.report.failures.first?.cause.contains(cause) == true)
        }
        #expect(try FileTree.names(in: project.space.scratchFolder) == [])
    }

    @Test("a program of many threads and processes that look up thousands of files is watched")
    func manyLookups() async throws {
        let project = try project(
            """
            for process in 1 2 3 4; do
              { i=0; while [ $i -lt 2000 ]; do [ -e "none-$process-$i" ]; i=$((i+1)); done
              [ -e "conf.json" ]; } &
            done
            wait; echo > ${outputs.out}
            """)
        let run = try await project.run(watchesReads: true)
        #expect(run.report.failures == [])
        #expect(run.notes.count == 1)
    }
}
