import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct PublisherTests {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        project.stage("draw", "echo 1 > ${outputs.out}")
        project.stage(
            "panels", "mkdir -p parts/deep; echo a > parts/a.txt; echo b > parts/deep/b.txt",
            outputs: ["parts": "parts/"])
        project.figure("fig", [("figures/fig.txt", "draw.out"), ("figures/fig", "panels.parts")])
    }

    private func setCommand(_ index: Int, _ line: String) {
        project.graph.stages[index].parameters[0].value = .list([
            .text("/bin/sh"), .text("-c"), .text(line),
        ])
    }

    @Test("a figure's files and folders are published once, as files of the reader's own")
    func publishes() async throws {
        let run = try await project.run(["fig"])
        #expect(
            run.report.record.published == [
                "results/default/figures/fig.txt", "results/default/figures/fig/a.txt",
                "results/default/figures/fig/deep/b.txt",
            ])
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
        #expect(try project.read("results/default/figures/fig/deep/b.txt") == "b\n")
        var record = stat()
        #expect(unsafe stat(project.path("results/default/figures/fig.txt"), &record) == 0)
        #expect(record.st_nlink == 1)
        #expect(record.st_mode & 0o777 == 0o644)
        #expect(try await project.run(["fig"]).report.record.published.isEmpty)
    }

    @Test("a target that is a stage publishes nothing")
    func stageTarget() async throws {
        #expect(try await project.run(["draw"]).report.record.published.isEmpty)
    }

    @Test("a published file that was changed or removed by hand is put right")
    func repaired() async throws {
        try await project.run()
        try project.write("results/default/figures/fig.txt", "2\n")
        try FileTree.remove(project.path("results/default/figures/fig/a.txt"))
        let run = try await project.run()
        #expect(run.started.isEmpty)
        #expect(
            run.report.record.published == [
                "results/default/figures/fig.txt", "results/default/figures/fig/a.txt",
            ])
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
    }

    @Test("files that a figure no longer publishes are removed, other people's are not")
    func withdrawn() async throws {
        try await project.run()
        try project.write("results/default/figures/fig/notes.txt", "mine")
        setCommand(1, "mkdir parts; echo a > parts/a.txt")
        let run = try await project.run()
        #expect(run.report.record.unpublished == ["results/default/figures/fig/deep/b.txt"])
        #expect(
            try FileTree.names(in: project.path("results/default/figures/fig")) == [
                "a.txt", "notes.txt",
            ])
    }

    @Test("a file that someone changed stays when it is no longer published")
    func changedFileStays() async throws {
        try await project.run()
        try project.write("results/default/figures/fig/deep/b.txt", "mine")
        setCommand(1, "mkdir parts; echo a > parts/a.txt")
        #expect(try await project.run().report.record.unpublished.isEmpty)
        #expect(try project.read("results/default/figures/fig/deep/b.txt") == "mine")
    }

    @Test("what a failed stage published before stays")
    func failedStage() async throws {
        try await project.run()
        setCommand(1, "exit 1")
        setCommand(0, "echo 2 > ${outputs.out}")
        let run = try await project.run(keepGoing: true)
        #expect(run.report.record.published == ["results/default/figures/fig.txt"])
        #expect(run.report.record.unpublished.isEmpty)
        #expect(try project.exists("results/default/figures/fig/deep/b.txt"))
        setCommand(1, "mkdir parts; echo a > parts/a.txt")
        #expect(
            try await project.run().report.record.unpublished == [
                "results/default/figures/fig/deep/b.txt"
            ])
    }

    @Test("nothing is published through a link that leads out of the project")
    func links() async throws {
        let outside = try TemporaryProject()
        try FileTree.createFolder(project.path("results"))
        try FileTransfer.symbolicLink(
            to: outside.space.root, at: project.path("results/default"))
        let error = await #expect(throws: PublicationError.self) { try await project.run() }
        #expect(
            error?.description == """
                cannot publish: '\(project.path("results/default"))' is a link that leads out of \
                the project
                """)
        #expect(try FileTree.names(in: outside.space.root).isEmpty)
    }

    @Test("a published file that is a link is replaced, not followed")
    func linkedFile() async throws {
        try project.write("precious.txt", "keep")
        try FileTree.createFolder(project.path("results/default/figures"))
        try FileTransfer.symbolicLink(
            to: project.path("precious.txt"), at: project.path("results/default/figures/fig.txt"))
        try await project.run()
        #expect(try project.read("precious.txt") == "keep")
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
    }

    @Test("a folder in the way of a file is an error that names it")
    func inTheWay() async throws {
        try FileTree.createFolder(project.path("results/default/figures/fig.txt"))
        let error = await #expect(throws: PublicationError.self) { try await project.run() }
        #expect(
            error?.description == """
                cannot publish: the folder 'results/default/figures/fig.txt' is in the way of a file
                """)
    }
}
