import FoundationEssentials
import PipelineLanguage
import Testing
import WorkerProtocol

@testable import PipelineEngine

/// Stages of kinds that `nrc-pipe-worker` runs; a script stands for it.
@Suite struct WorkerStageTests {
    private func makeProject(script: String) throws -> (TemporaryProject, Programs) {
        let project = try TemporaryProject()
        try project.write("worker.sh", "#!/bin/sh\n" + script)
        try FileTree.setMode(project.path("worker.sh"), 0o755)
        try project.write("data/raw.npy", "raw\n")
        project.stage("make", "echo made > ${outputs.out}", outputs: ["out": "model.bin"])
        project.stage(
            "work", "", inputs: ["file": "file:data/raw.npy", "model": "make.out"],
            outputs: ["result": "result.json"])
        project.graph.stages[1].runner = .worker
        project.graph.stages[1].kind = "collapse.measure"
        project.graph.stages[1].stampedProfile = "default"
        project.graph.stages[1].resources.cpu = 2
        project.graph.stages[1].parameters = [
            Stage.Parameter(name: "k", value: .integer(3), origin: .standard),
            Stage.Parameter(name: "rate", value: .real(0.5), origin: .standard),
        ]
        return (
            project,
            Programs(
                guardProgram: TemporaryProject.programs.guardProgram,
                worker: project.path("worker.sh"))
        )
    }

    private func run(
        _ project: TemporaryProject, _ programs: Programs,
        onEvent: @escaping (ExecutionEvent) -> Void = { _ in }
    ) async throws -> RunReport {
        let runner = try PipelineRunner(
            space: project.space, graph: project.graph, programs: programs, environment: [:],
            command: "test")
        return try await runner.run(
            RunOptions(), interrupts: AsyncStream { $0.finish() }, onEvent: onEvent)
    }

    @Test("the worker is given a request, and its response becomes the record's provenance")
    func request() async throws {
        let (project, programs) = try makeProject(
            script: """
                [ "$1" = request.json ] && [ "$2" = response.json ] || exit 9
                cp request.json result.json
                echo '{"version": 1, "provenance": {"blas": "SkylakeX"}, "peak_bytes": 123}' > $2
                """)
        let report = try await run(project, programs)
        #expect(report.outcome == .succeeded)
        let detail = try project.reader().show(stage: "work")
        #expect(detail.record?.provenance == ["blas": "SkylakeX"])
        #expect(detail.record?.usage.peakBytes == 123)
        let stored = try #require(detail.outputs.first).storePath
        let request = try JSONDecoder().decode(
            StageRequest.self, from: Data(try FileContent.read(stored)))
        #expect(request.stage == "work")
        #expect(request.kind == "collapse.measure")
        #expect(request.parameters == ["k": .integer(3), "rate": .real(0.5)])
        #expect(request.outputs == ["result": "result.json"])
        #expect(request.threads == 1, "no more than the run has")
        #expect(request.profile == "default")
        #expect(request.inputs["file"] == [project.path("data/raw.npy")])
        let model = try #require(request.inputs["model"]?.first)
        #expect(model.hasPrefix(project.space.scratchFolder))
        #expect(model.hasSuffix("/inputs/model/model.bin"))
    }

    @Test("the worker learns where things are kept and what the command line said")
    func surroundings() async throws {
        let (project, programs) = try makeProject(
            script: """
                cp request.json result.json
                echo '{"version": 1, "provenance": {}, "peak_bytes": 1}' > $2
                """)
        project.graph.stages[1].resources.memoryBytes = 512 * 1024 * 1024
        let runner = try PipelineRunner(
            space: project.space, graph: project.graph, programs: programs, environment: [:],
            command: "test")
        _ = try await runner.run(
            RunOptions(settings: ["mirror": ["/data"]]),
            interrupts: AsyncStream { $0.finish() }, onEvent: { _ in })
        let stored = try #require(try project.reader().show(stage: "work").outputs.first)
        let request = try JSONDecoder().decode(
            StageRequest.self, from: Data(try FileContent.read(stored.storePath)))
        let record = try #require(try project.reader().show(stage: "work").record)
        #expect(
            request.surroundings
                == StageSurroundings(
                    project: project.space.root, store: project.path(".nrc-pipe/store"),
                    cache: project.path(".nrc-pipe/cache"),
                    checkpoints: project.path(
                        ".nrc-pipe/cache/checkpoints/\(record.fingerprint.hex)"),
                    memoryBytes: 512 * 1024 * 1024, settings: ["mirror": ["/data"]]))
    }

    @Test("a parameter that a stage settles is what the stage is fresh with from then on")
    func settled() async throws {
        let (project, programs) = try makeProject(
            script: """
                echo x > result.json
                echo '{"version": 1, "provenance": {}, "peak_bytes": 1,
                       "settled": {"k": 7, "unknown": 1}}' > $2
                """)
        _ = try await run(project, programs)
        #expect(try project.reader().plan().stages.map(\.state.isFresh) == [true, false])
        project.graph.stages[1].parameters[0].value = .integer(7)
        #expect(try project.reader().plan().stages.map(\.state.isFresh) == [true, true])
        #expect(try await run(project, programs).record.counts.built == 0)
    }

    @Test("progress is told while the stage runs")
    func progress() async throws {
        let (project, programs) = try makeProject(
            script: """
                echo '{"fraction": 0.25, "message": "epoch 1 of 4"}' >> progress.ndjson
                echo 'not json' >> progress.ndjson
                until [ -e ../../../seen ]; do sleep 0.05; done
                echo '{"fraction": 0.5, "message": "epoch 2 of 4"}' >> progress.ndjson
                echo '{"fraction": 0.75' >> progress.ndjson
                echo 1 > result.json
                echo '{"version": 1, "provenance": {}, "peak_bytes": 1}' > $2
                """)
        var told: [String] = []
        _ = try await run(project, programs) { event in
            if case .stageProgress("work", let fraction?, let message?) = event.change {
                told.append("\(fraction) \(message)")
                // The worker goes on when its first line was told, however slow the machine is.
                try? Data().write(to: URL(fileURLWithPath: project.path("seen")))
            }
        }
        #expect(told == ["0.25 epoch 1 of 4", "0.5 epoch 2 of 4"])
    }

    @Test("a worker without a readable response fails its stage")
    func badResponse() async throws {
        let (project, programs) = try makeProject(script: "echo 1 > result.json; echo '{' > $2")
        let report = try await run(project, programs)
        let cause = try #require(report.failures.first?.cause)
        #expect(cause.hasPrefix("the worker's response cannot be read: "))
    }

    @Test("only the worker's own threads and parameters are in the request, not the fingerprint")
    func threadsAreNoPartOfTheFingerprint() async throws {
        let (project, programs) = try makeProject(
            script: """
                echo 1 > result.json
                echo '{"version": 1, "provenance": {}, "peak_bytes": 1}' > $2
                """)
        _ = try await run(project, programs)
        project.graph.stages[1].resources.cpu = 1
        #expect(try await run(project, programs).record.counts.reused == 2)
    }
}
