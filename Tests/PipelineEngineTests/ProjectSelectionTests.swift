import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// Folders and patterns of the project as inputs of commands.
@Suite struct ProjectSelectionTests {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        for name in ["src/a.py", "src/deep/b.py", "src/deep/c.txt", "src/.hidden.py", "top.py"] {
            try project.write(name, "\(name)\n", age: 60)
        }
        try project.write("src/__pycache__/a.pyc", "compiled")
    }

    private func paths(_ source: Stage.Source) throws -> [String] {
        try ProjectSelection.paths(of: source, in: project.space)
    }

    @Test("a folder is all files below it, but for what tools leave there")
    func folder() throws {
        #expect(
            try paths(.folder("src"))
                == ["src/.hidden.py", "src/a.py", "src/deep/b.py", "src/deep/c.txt"])
    }

    @Test(
        "a pattern is matched as a shell does it",
        arguments: [
            ("src/*.py", ["src/a.py"]), ("*.py", ["top.py"]), ("src/.*.py", ["src/.hidden.py"]),
            ("src/**/*.py", ["src/a.py", "src/deep/b.py"]),
            ("**/[bt]*.py", ["src/deep/b.py", "top.py"]),
            ("s?c/deep/*", ["src/deep/b.py", "src/deep/c.txt"]),
        ])
    func pattern(text: String, expected: [String]) throws {
        #expect(try paths(.pattern(text)) == expected)
    }

    @Test("a command sees the files at their places, and is told the folder or the files")
    func visible() async throws {
        project.stage(
            "use",
            "echo ${inputs.code} ${inputs.all} > ${outputs.out}; find . -name '*.py' | LC_ALL=C sort >> ${outputs.out}",
            inputs: ["code": "folder:src", "all": "files:src/deep/*"])
        project.figure("f", [("use.txt", "use.out")])
        try await project.run()
        #expect(
            try project.read("results/default/use.txt") == """
                src src/deep/b.py src/deep/c.txt
                ./src/.hidden.py
                ./src/a.py
                ./src/deep/b.py

                """)
    }

    @Test("what changes, comes or goes in a folder makes the stage stale, and the file is named")
    func stale() async throws {
        project.stage("use", "cat src/a.py > ${outputs.out}", inputs: ["code": "folder:src"])
        project.stage("py", "cat top.py > ${outputs.out}", inputs: ["code": "files:*.py"])
        try await project.run()
        #expect(try await project.run().started == [])
        try project.write("src/__pycache__/b.pyc", "compiled")
        #expect(try await project.run().started == [])
        try project.write("src/a.py", "changed\n", age: 30)
        try project.write("src/0.py", "new\n", age: 30)
        try FileTree.remove(project.path("src/deep/c.txt"))
        func digest(_ text: String) -> String { Digest(of: Array(text.utf8)).short }
        let plan = try project.reader().plan()
        guard case .stale(let reasons) = plan.stages[0].state else {
            Issue.record("it is not stale")
            return
        }
        #expect(
            reasons.map(\.description) == [
                "inputs.code (src/0.py): (absent) → \(digest("new\n")), pipelines/test.yaml:5",
                """
                inputs.code (src/a.py): \(digest("src/a.py\n")) → \(digest("changed\n")), \
                pipelines/test.yaml:5
                """,
                """
                inputs.code (src/deep/c.txt): \(digest("src/deep/c.txt\n")) → (absent), \
                pipelines/test.yaml:5
                """,
            ])
        #expect(try await project.run().started == ["use"])
        try project.write("more.py", "more\n", age: 30)
        #expect(try await project.run().started == ["py"])
    }

    @Test("a file of a folder that changes while the stage runs is an error")
    func changes() async throws {
        project.stage(
            "use", "echo more >> \(project.path("src/a.py")); cat src/a.py > ${outputs.out}",
            inputs: ["code": "folder:src"])
        #expect(
            try await project.run().report.failures.map(\.cause) == [
                "the project's file 'src/a.py' was changed while the run went on; run again"
            ])
    }

    @Test("what gives a stage no files, or files from elsewhere, is told before anything runs")
    func hostile() async throws {
        try FileTree.createFolder(project.path("empty"))
        try FileTree.createFolder(project.path("circle"))
        try FileTransfer.symbolicLink(to: "..", at: project.path("circle/up"))
        try FileTree.createFolder(project.path("leads"))
        try FileTransfer.symbolicLink(to: "/etc/passwd", at: project.path("leads/out"))
        try FileTree.createFolder(project.path("pipe"))
        try #require(unsafe mkfifo(project.path("pipe/fifo"), 0o644) == 0)
        for (index, name) in ["gone", "empty", "top.py", "circle", "leads", "pipe"].enumerated() {
            project.stage("s\(index)", "true", inputs: ["x": "folder:\(name)"])
        }
        project.stage("s6", "true", inputs: ["x": "files:*.none"])
        let error = await #expect(throws: UnusableInputs.self) { try await project.run() }
        #expect(
            error?.description == """
                pipelines/test.yaml:5:3: stage 's0', input 'x': the project's folder 'gone' does not \
                exist
                pipelines/test.yaml:15:3: stage 's1', input 'x': the project's folder 'empty' holds no \
                file
                pipelines/test.yaml:25:3: stage 's2', input 'x': the project's folder 'top.py' is no \
                folder; '{file: …}' names a file
                pipelines/test.yaml:35:3: stage 's3', input 'x': the project's folder 'circle' holds \
                the link 'circle/up' to a folder; declare that folder by itself
                pipelines/test.yaml:45:3: stage 's4', input 'x': the project's file 'leads/out' is \
                outside the project: a symbolic link leads there
                pipelines/test.yaml:55:3: stage 's5', input 'x': the project's file 'pipe/fifo' is not \
                a regular file
                pipelines/test.yaml:65:3: stage 's6', input 'x': the project's pattern '*.none' holds \
                no file
                """)
    }

    @Test("a folder of too many files is refused")
    func huge() throws {
        try FileTree.createFolder(project.path("many"))
        for number in 0...10_000 {
            try OpenFile(project.path("many/\(number)"), flags: O_WRONLY | O_CREAT).write([])
        }
        let error = #expect(throws: SelectionProblem.self) { try paths(.folder("many")) }
        #expect(
            error?.description
                == "holds more than 10000 files; declare those that the command reads")
    }
}
