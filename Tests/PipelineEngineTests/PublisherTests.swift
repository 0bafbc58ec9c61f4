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

    @Test("a file that a figure no longer publishes and another one does stays")
    func publishedByTwo() async throws {
        project.figure("twin", [("figures/fig.txt", "draw.out"), ("figures/more.txt", "draw.out")])
        try await project.run()
        project.graph.figures[1].publications.removeFirst()
        #expect(try project.reader().plan().pendingPublications == [])
        try await project.run()
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
        #expect(try project.reader().plan().pendingPublications == [])
    }

    @Test("a name that begins with a mark, which combines with the slash before it, is published")
    func combiningName() async throws {
        project.figure("odd", [("k/\u{301}x", "draw.out")])
        let run = try await project.run(["odd"])
        #expect(run.report.problems == [])
        #expect(try project.read("results/default/k/\u{301}x") == "1\n")
    }

    @Test("a plan knows what a run will remove")
    func plannedWithdrawal() async throws {
        try await project.run()
        project.graph.figures[0].publications.removeFirst()
        #expect(
            try project.reader().plan().pendingPublications == [
                PendingPublication(
                    figure: "fig", path: "results/default/figures/fig.txt", reason: .withdrawn)
            ])
        try await project.run()
        #expect(try !project.exists("results/default/figures/fig.txt"))
        #expect(try project.reader().plan().pendingPublications == [])
    }

    @Test("what another pipeline has published is overwritten by nobody")
    func otherPipeline() async throws {
        try await project.run()
        project.graph.pipelineName = "other"
        let reader = try project.reader()
        let plan = try reader.plan()
        #expect(throws: PublishedByOthers.self) {
            try reader.checkPublications(of: plan.selection)
        }
        #expect(Array(try reader.status().conflicts.keys) == ["fig"])
        let error = await #expect(throws: PublishedByOthers.self) { try await project.run() }
        #expect(
            error?.description == """
                pipelines/test.yaml:900:3: figure 'fig': 'results/default/figures/fig.txt' was \
                published by the pipeline 'test', as part of its figure 'fig'; publish under another \
                path or a profile of another name, or remove the file if it is out of use
                pipelines/test.yaml:900:3: figure 'fig': 'results/default/figures/fig/a.txt' was \
                published by the pipeline 'test', as part of its figure 'fig'; publish under another \
                path or a profile of another name, or remove the file if it is out of use
                """)
        try FileTree.remove(project.path("results/default"))
        #expect(try await project.run().report.outcome == .succeeded)
        project.graph.pipelineName = "test"
        await #expect(throws: PublishedByOthers.self) { try await project.run() }
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

    @Test("a figure stays as it was while a part of it fails, so that its files go together")
    func failedStage() async throws {
        try await project.run()
        setCommand(1, "exit 1")
        setCommand(0, "echo 2 > ${outputs.out}")
        let run = try await project.run(keepGoing: true)
        #expect(run.report.record.published.isEmpty)
        #expect(run.report.record.unpublished.isEmpty)
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
        #expect(try project.exists("results/default/figures/fig/deep/b.txt"))
        setCommand(1, "mkdir parts; echo a > parts/a.txt")
        let mended = try await project.run().report.record
        #expect(mended.published == ["results/default/figures/fig.txt"])
        #expect(mended.unpublished == ["results/default/figures/fig/deep/b.txt"])
    }

    @Test("nothing is published through a link that leads out of the project")
    func links() async throws {
        let outside = try TemporaryProject()
        try FileTree.createFolder(project.path("results"))
        try FileTransfer.symbolicLink(
            to: outside.space.root, at: project.path("results/default"))
        let problem = """
            figure 'fig': cannot publish: '\(project.path("results/default"))' is a link that \
            leads out of the project; make it a folder (a mount may be one, a link may not)
            """
        let refusal = await #expect(throws: ObstructedPublications.self) {
            try await project.run()
        }
        #expect(refusal?.description == "pipelines/test.yaml:900:3: \(problem)")
        #expect(
            try project.reader().status().conflicts == [
                "fig": "pipelines/test.yaml:900:3: \(problem)"
            ])
        let run = try await project.run(keepGoing: true)
        #expect(run.report.problems == [problem])
        #expect(run.report.outcome == .failed)
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

    @Test(
        "what stands in the way is told before anything runs; told to keep going, all else is done")
    func inTheWay() async throws {
        project.figure("other", [("other.txt", "draw.out")])
        let place = "results/default/figures/fig.txt"
        try FileTree.createFolder(project.path(place))
        let problem = """
            figure 'fig': cannot publish: the folder '\(place)' is in the way of a file; move it away
            """
        let refusal = await #expect(throws: ObstructedPublications.self) {
            try await project.run()
        }
        #expect(refusal?.problems.map(\.figure) == ["fig"])
        #expect(try project.reader().runs().isEmpty)
        let run = try await project.run(keepGoing: true)
        #expect(run.report.problems == [problem])
        #expect(run.report.published == ["results/default/other.txt"])
        #expect(run.report.outcome == .failed)
        #expect(try project.reader().runs().first == run.report.record)
        guard case .runFinished(.failed, let counts, _)? = run.events.last?.change else {
            Issue.record("the last event is \(String(describing: run.events.last))")
            return
        }
        #expect(counts.built == 2)
        // A file where a folder of files is to be.
        try FileTree.remove(project.path(place))
        try project.write("results/default/figures/fig", "x")
        let inTheWay = await #expect(throws: ObstructedPublications.self) {
            try await project.run()
        }
        #expect(inTheWay?.description.contains("fig' is in the way of a folder") == true)
        try FileTree.remove(project.path("results/default/figures/fig"))
        #expect(try await project.run().report.published.count == 3)
    }

    @Test("a figure of which one file cannot be written stays as it was, to the last file")
    func oneUnwritable() async throws {
        try await project.run()
        setCommand(0, "echo 2 > ${outputs.out}")
        setCommand(1, "mkdir -p parts/deep; echo aa > parts/a.txt; echo bb > parts/deep/b.txt")
        let obstacle = "results/default/figures/fig/deep/b.txt"
        try FileTree.remove(project.path(obstacle))
        try project.write("\(obstacle)/mine", "x")
        let run = try await project.run(keepGoing: true)
        #expect(run.report.problems.count == 1)
        #expect(run.report.published.isEmpty)
        #expect(try project.read("results/default/figures/fig.txt") == "1\n")
        #expect(
            try FileTree.names(in: project.path("results/default/figures/fig")) == [
                "a.txt", "deep",
            ])
        try FileTree.remove(project.path(obstacle))
        #expect(try await project.run().report.published.count == 3)
        #expect(try project.read("results/default/figures/fig/a.txt") == "aa\n")
    }

    @Test("stages' failures are reported together with what could not be published")
    func failureAndProblem() async throws {
        project.stage("bad", "exit 3")
        try FileTree.createFolder(project.path("results/default/figures/fig.txt"))
        let run = try await project.run(["fig", "bad"], keepGoing: true)
        #expect(run.report.failures.map(\.stage) == ["bad"])
        #expect(run.report.problems.count == 1)
        #expect(try project.reader().runs().first?.problems == run.report.problems)
    }

    @Test("a record that cannot be written is a problem of the run, which still ends")
    func recordInTheWay() async throws {
        let folder = project.space.runFolder
        let run = try await project.run { event in
            guard case .runStarted = event.change else { return }
            try? FileTree.remove(folder)
            try? project.write(".nrc-pipe/runs", "in the way")
        }
        #expect(run.report.outcome == .failed)
        #expect(!run.report.isRecorded)
        #expect(run.report.problems.count == 1)
        #expect(run.report.problems.first?.contains("'\(folder)/\(run.report.record.run)") == true)
    }

    @Test("published files that were removed or changed are told, those of stale stages are not")
    func pending() async throws {
        try await project.run()
        #expect(try project.reader().status().plan.pendingPublications.isEmpty)
        try project.write("results/default/figures/fig.txt", "2\n")
        try FileTree.remove(project.path("results/default/figures/fig/a.txt"))
        let reader = try project.reader()
        let expected = [
            PendingPublication(
                figure: "fig", path: "results/default/figures/fig.txt", reason: .differs),
            PendingPublication(
                figure: "fig", path: "results/default/figures/fig/a.txt", reason: .missing),
        ]
        #expect(try reader.status().plan.pendingPublications == expected)
        #expect(try reader.pendingPublications(of: reader.plan(targets: ["draw"])).isEmpty)
        #expect(try project.read("results/default/figures/fig.txt") == "2\n")
        setCommand(0, "echo 3 > ${outputs.out}")
        #expect(try project.reader().status().plan.pendingPublications.isEmpty)
        #expect(try await project.run().report.published == expected.map(\.path))
        #expect(try project.reader().status().plan.pendingPublications.isEmpty)
    }
}
