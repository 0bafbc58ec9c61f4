import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct PlanTests {
    /// `clean` reads a project file, `count` and `upper` read `clean`.
    private func makeProject() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("raw.txt", "b\na\n# x\n", age: 10)
        project.stage(
            "clean", "grep -v '#' ${inputs.raw} > ${outputs.out}",
            inputs: ["raw": "file:raw.txt"])
        project.stage(
            "count", "wc -l < ${inputs.text} > ${outputs.out}", inputs: ["text": "clean.out"])
        project.stage(
            "upper", "tr a-z A-Z < ${inputs.text} > ${outputs.out}",
            inputs: ["text": "clean.out"])
        return project
    }

    private func texts(_ plan: Plan, in project: TemporaryProject) -> [String] {
        plan.stages.map { planned in
            let name = project.graph[planned.id].name
            return switch planned.state {
            case .fresh: "\(name): fresh"
            case .stale(let reasons):
                "\(name): " + reasons.map(\.description).joined(separator: "; ")
            case .undecided(let producers):
                "\(name): until "
                    + producers.map { project.graph[$0].name }.joined(separator: ", ")
            case .shared(let twin): "\(name): from \(project.graph[twin].name)"
            case .blocked(let obstacle): "\(name): " + obstacle.lines.joined(separator: "; ")
            }
        }
    }

    private func plan(_ project: TemporaryProject, _ targets: [String] = []) throws -> [String] {
        texts(try project.reader().plan(targets: targets), in: project)
    }

    @Test("before the first run, what has inputs of its own was never run and the rest waits")
    func neverRun() throws {
        let project = try makeProject()
        #expect(
            try plan(project) == ["clean: never run", "count: until clean", "upper: until clean"])
        // Looking changes nothing.
        #expect(try !project.exists(".nrc-pipe"))
    }

    @Test("a folder of the project that cannot be looked into blocks its stage, and is not empty")
    func unusableFolder() async throws {
        let project = try TemporaryProject()
        try project.write("src/a.py", "1", age: 10)
        project.stage("use", "ls src > ${outputs.out}", inputs: ["src": "folder:src"])
        try await project.run()
        #expect(try plan(project) == ["use: fresh"])
        try FileTransfer.symbolicLink(to: "/etc", at: project.path("src/d"))
        let linked = try project.reader().plan().stages
        #expect(linked.map(\.state.isBlocked) == [true])
        try FileTree.remove(project.path("src"))
        #expect(
            try plan(project).first?.contains("the project's folder 'src' does not exist") == true)
    }

    @Test("a plan covers what its targets need and nothing else")
    func closure() async throws {
        let project = try makeProject()
        #expect(try plan(project, ["count"]) == ["clean: never run", "count: until clean"])
        let run = try await project.run(["count"])
        #expect(run.started == ["clean", "count"])
        #expect(try plan(project) == ["clean: fresh", "count: fresh", "upper: never run"])
    }

    @Test("a changed parameter makes its own stage stale, with key, values and line")
    func parameterChanged() async throws {
        let project = try makeProject()
        try await project.run()
        project.graph.stages[1].parameters[0].value = .list([
            .text("/bin/sh"), .text("-c"), .text("wc -c < ${inputs.text} > ${outputs.out}"),
        ])
        #expect(
            try plan(project) == [
                "clean: fresh",
                """
                count: with.command[2]: wc -l < ${inputs.text} > ${outputs.out} → \
                wc -c < ${inputs.text} > ${outputs.out}, pipelines/test.yaml:12
                """,
                "upper: fresh",
            ])
        let run = try await project.run()
        #expect(run.started == ["count"])
    }

    @Test("switching a parameter back runs nothing")
    func switchedBack() async throws {
        let project = try makeProject()
        try await project.run()
        let original = project.graph
        project.graph.stages[1].parameters[0].value = .list([
            .text("/bin/sh"), .text("-c"), .text("echo 5 > ${outputs.out}"),
        ])
        try await project.run()
        project.graph = original
        let back = try await project.run()
        #expect(back.started.isEmpty)
        #expect(back.report.record.counts.reused == 3)
        #expect(try plan(project) == ["clean: fresh", "count: fresh", "upper: fresh"])
    }

    @Test("a changed project file is told by its path and both digests")
    func inputChanged() async throws {
        let project = try makeProject()
        try await project.run()
        let before = Digest(of: Array("b\na\n# x\n".utf8)).short
        try project.write("raw.txt", "c\n", age: 5)
        let after = Digest(of: Array("c\n".utf8)).short
        #expect(
            try plan(project) == [
                "clean: inputs.raw (raw.txt): \(before) → \(after), pipelines/test.yaml:5",
                "count: until clean", "upper: until clean",
            ])
    }

    @Test("early cut-off: a rerun that makes the same bytes leaves what follows fresh")
    func earlyCutOff() async throws {
        let project = try makeProject()
        try await project.run()
        try project.write("raw.txt", "b\na\n# another comment\n", age: 5)
        let run = try await project.run()
        #expect(run.started == ["clean"])
        #expect(run.outcome("clean") == "same-bytes")
        #expect(run.outcome("count") == "reused")
        #expect(run.outcome("upper") == "reused")
    }

    @Test("a changed input that goes through makes the consumers stale, naming the producer")
    func upstreamChanged() async throws {
        let project = try makeProject()
        try await project.run()
        try project.write("raw.txt", "c\n", age: 5)
        let run = try await project.run()
        #expect(run.started.sorted() == ["clean", "count", "upper"])
        let before = Digest(of: Array("b\na\n".utf8)).short
        let after = Digest(of: Array("c\n".utf8)).short
        let count = run.report.record.stages.first { $0.stage == "count" }
        #expect(
            count?.reasons == [
                "inputs.text (clean.out): \(before) → \(after), pipelines/test.yaml:15"
            ])
    }

    @Test("a file that was only touched, or written again with the same bytes, changes nothing")
    func touched() async throws {
        let project = try makeProject()
        try await project.run()
        try project.write("raw.txt", "b\na\n# x\n")
        #expect(try plan(project) == ["clean: fresh", "count: fresh", "upper: fresh"])
    }

    @Test("a new revision of the kind makes its stages stale")
    func revisionChanged() async throws {
        let project = try makeProject()
        try await project.run()
        for index in project.graph.stages.indices { project.graph.stages[index].kindRevision = 2 }
        #expect(try plan(project)[0] == "clean: the kind exec has a new revision: 1 → 2")
    }

    @Test("a changed variable is told by name, one that was added by the list that names it")
    func environmentChanged() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo $SEED > ${outputs.out}", environment: ["SEED"])
        project.environment = ["SEED": "1", "UNRELATED": "1"]
        try await project.run()
        project.environment = ["SEED": "2", "UNRELATED": "2"]
        #expect(try plan(project) == ["a: environment SEED: 1 → 2"])
        project.environment = [:]
        #expect(try plan(project) == ["a: environment SEED: 1 → (absent)"])
    }

    @Test("a stage may be forced; only what the targets name is")
    func forced() async throws {
        let project = try makeProject()
        try await project.run()
        let plan = try project.reader().plan(targets: ["count"], force: true)
        #expect(texts(plan, in: project) == ["clean: fresh", "count: forced"])
        let run = try await project.run(["count"], force: true)
        #expect(run.started == ["count"])
        #expect(run.outcome("count") == "same-bytes")
    }

    @Test("a renamed stage and a pipeline under another profile reuse what was made")
    func sharedRecords() async throws {
        let project = try makeProject()
        try await project.run()
        project.graph.profile = "other"
        project.graph.stages[0].name = "cleaned"
        let run = try await project.run()
        #expect(run.started.isEmpty)
    }

    @Test("all missing project files are told at once, before anything runs")
    func missingFiles() async throws {
        let project = try TemporaryProject()
        try FileTree.createFolder(project.path("folder"))
        project.stage("a", "true", inputs: ["x": "file:no.txt"])
        project.stage("b", "true", inputs: ["y": "file:folder", "z": "file:gone/no.txt"])
        let error = await #expect(throws: UnusableInputs.self) { try await project.run() }
        #expect(
            error?.description == """
                pipelines/test.yaml:5:3: stage 'a', input 'x': the project's file 'no.txt' \
                does not exist
                pipelines/test.yaml:15:3: stage 'b', input 'y': the project's file 'folder' \
                is a folder, which '{folder: …}' names
                pipelines/test.yaml:15:3: stage 'b', input 'z': the project's file 'gone/no.txt' \
                does not exist
                """)
    }

    @Test(
        "what misses a file, or graphics processors, blocks its consumers alone; -k runs the rest")
    func blocked() async throws {
        let project = try TemporaryProject()
        project.environment["CUDA_VISIBLE_DEVICES"] = "0"
        project.stage("a", "cp ${inputs.x} ${outputs.out}", inputs: ["x": "file:no.txt"])
        project.stage("b", "cp ${inputs.x} ${outputs.out}", inputs: ["x": "a.out"])
        project.stage(
            "c", "echo 1 > ${outputs.out}", resources: Stage.Resources(gpus: 2))
        project.stage("d", "echo 2 > ${outputs.out}")
        #expect(
            try plan(project) == [
                """
                a: pipelines/test.yaml:5:3: input 'x': the project's file 'no.txt' does not exist
                """,
                "b: needs a",
                """
                c: it asks for 2 in resources.gpu, and there are 1 here (CUDA_VISIBLE_DEVICES \
                names them where it is set)
                """,
                "d: never run",
            ])
        #expect(try project.reader().show(stage: "a").state.isBlocked)
        #expect(try project.reader().history(of: "a").isEmpty)
        let run = try await project.run(keepGoing: true)
        #expect(run.started == ["d"])
        #expect(["a", "b", "c", "d"].map(run.outcome) == ["failed", "skipped", "failed", "built"])
        #expect(
            run.report.failures.first?.cause == """
                it cannot run: pipelines/test.yaml:5:3: input 'x': the project's file 'no.txt' does \
                not exist
                """)
        #expect(run.report.record.stages[1].reasons == ["it needs a, which failed"])
        try project.write("no.txt", "1\n", age: 5)
        #expect(try plan(project, ["b"]) == ["a: never run", "b: until a"])
    }

    @Test("a plan lists the published files that a run would write again")
    func pendingPublications() async throws {
        let project = try makeProject()
        project.figure("fig", [("count.txt", "count.out")])
        try await project.run()
        #expect(try project.reader().plan().pendingPublications.isEmpty)
        try FileTree.remove(project.path("results/default/count.txt"))
        let pending = try project.reader().plan().pendingPublications
        #expect(pending.map(\.path) == ["results/default/count.txt"])
        #expect(try project.reader().explain(targets: []).plan.pendingPublications == pending)
        #expect(try await project.run().report.published == pending.map(\.path))
    }

    @Test("explain tells of an undecided stage what it waits for and what differs already")
    func explainUndecided() async throws {
        let project = try makeProject()
        try await project.run()
        try project.write("raw.txt", "c\n", age: 5)
        project.graph.stages[1].kindRevision = 2
        let explained = try project.reader().explain(targets: ["count"]).stages
        #expect(explained.map(\.name) == ["clean", "count"])
        #expect(explained[1].waitsFor == ["clean"])
        #expect(
            explained[1].reasons.map(\.description) == [
                "the kind exec has a new revision: 1 → 2"
            ])
    }

    @Test("another pipeline's or profile's runs of a stage of the same name are not shown")
    func otherPipeline() async throws {
        let project = try makeProject()
        let own = try await project.run()
        let log = try #require(try project.reader().logs(of: "count").last?.path)
        project.graph.profile = "paper"
        #expect(try project.reader().runs().first == nil)
        #expect(try project.reader().logs(of: "count").isEmpty)
        try await project.run(force: true)
        project.graph.pipelineName = "other"
        #expect(try project.reader().runs().first == nil)
        #expect(try project.reader().logs(of: "count").isEmpty)
        try await project.run(force: true)
        project.graph.pipelineName = "test"
        project.graph.profile = "default"
        #expect(try project.reader().runs().first == own.report.record)
        #expect(try project.reader().logs(of: "count").map(\.path) == [log])
    }

    @Test("show gives what made a stage's outputs and where they are")
    func show() async throws {
        let project = try makeProject()
        let run = try await project.run()
        let detail = try project.reader().show(stage: "count")
        #expect(detail.state.isFresh)
        #expect(detail.record?.run == run.report.record.run)
        #expect(detail.record?.manifest.kind == "exec")
        let output = try #require(detail.outputs.first)
        #expect(output.problem == nil)
        #expect(try FileContent.read(output.storePath) == Array("2\n".utf8))
        let log = try #require(detail.log?.path)
        #expect(log.hasSuffix("/count.log"))
        let error = #expect(throws: NotOneStage.self) { try project.reader().show(stage: "c*") }
        #expect(error?.description == "'c*' is not one stage; it names clean, count")
    }
}
