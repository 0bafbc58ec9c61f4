import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct PredictionTests {
    /// A kind that has as much to do as its parameter says, and is as fast as itself.
    private static let kind = StageKind(
        name: "exec", revision: 1, summary: "", runner: .command, parameters: [],
        inputs: .declaredByStage, outputs: .declaredByStage,
        forecast: { StageForecast(work: $0.real("work")) }, speedIsLike: "unheard-of")

    private func project(work: [Double?]) throws -> TemporaryProject {
        let project = try TemporaryProject()
        for (index, work) in work.enumerated() {
            project.stage(
                "s\(index)", "echo \(index) > ${outputs.out}",
                with: work.map {
                    [Stage.Parameter(name: "work", value: .real($0), origin: .standard)]
                } ?? [])
        }
        return project
    }

    private func predictor(_ project: TemporaryProject, cores: Int = 2) -> RunPredictor {
        RunPredictor(
            space: project.space, graph: project.graph, kinds: [Self.kind],
            programs: TemporaryProject.programs, cores: cores)
    }

    private func keep(_ entries: [(work: Double, seconds: Double)], in project: TemporaryProject)
        throws
    {
        try FileTree.createFolder(project.space.cacheFolder)
        var history = SpeedHistory(in: project.space)
        for (work, seconds) in entries {
            history.add(
                "exec", work: work,
                ResourceUsage(wallSeconds: seconds, userSeconds: 1.5 * seconds))
        }
        try history.save(in: project.space)
    }

    @Test("the run of the kind whose work is nearest is scaled by what there is to do")
    func scaledHistory() async throws {
        let project = try project(work: [20, 2000])
        try keep([(work: 10, seconds: 4), (work: 1000, seconds: 30)], in: project)
        let prediction = await predictor(project).prediction(
            of: project.graph.stages.map(\.id), lastSeconds: { _ in 0.5 })
        let expected = [
            StageID(0): PredictedTime(wallSeconds: 8, coreSeconds: 12, basis: .history),
            StageID(1): PredictedTime(wallSeconds: 60, coreSeconds: 90, basis: .history),
        ]
        #expect(prediction.times == expected)
        // The longer of the two, since both together fill two cores for 51 seconds only.
        #expect(prediction.wallSeconds == 60)
    }

    @Test("of runs with about as much work the quickest counts, which nothing disturbed")
    func disturbedHistory() async throws {
        let project = try project(work: [20])
        try keep(
            [(work: 10, seconds: 4), (work: 10, seconds: 60), (work: 9.5, seconds: 30)],
            in: project)
        let prediction = await predictor(project).prediction(
            of: project.graph.stages.map(\.id), lastSeconds: { _ in nil })
        #expect(prediction.wallSeconds == 8)
    }

    @Test("with one core, everything that the cores have to do is waited for")
    func oneCore() async throws {
        let project = try project(work: [10, 10])
        try keep([(work: 10, seconds: 4)], in: project)
        let prediction = await predictor(project, cores: 1).prediction(
            of: project.graph.stages.map(\.id), lastSeconds: { _ in nil })
        #expect(prediction.times[StageID(0)]?.wallSeconds == 6)
        #expect(prediction.wallSeconds == 12)
    }

    @Test("stages that need each other come one after the other")
    func chain() async throws {
        let project = try TemporaryProject()
        project.stage("a", "true")
        project.stage("b", "true", inputs: ["x": "a.out"])
        project.stage("c", "true")
        let prediction = await predictor(project, cores: 8).prediction(
            of: project.graph.stages.map(\.id), lastSeconds: { Double($0.index + 1) })
        #expect(prediction.wallSeconds == 3)
        #expect(prediction.times[StageID(1)]?.basis == .lastTime)
    }

    @Test("of three stages that take as long, the third waits for a core")
    func waitingForCores() async throws {
        let project = try project(work: [nil, nil, nil])
        for (cores, seconds) in [(1, 98.0), (2, 67), (3, 36)] {
            let prediction = await predictor(project, cores: cores).prediction(
                of: project.graph.stages.map(\.id), lastSeconds: { [31, 31, 36][$0.index] })
            #expect(prediction.wallSeconds == seconds)
        }
    }

    @Test("an instance that never ran takes as long as the others of its sweep, by their median")
    func siblings() async throws {
        let project = try TemporaryProject()
        for index in 0..<4 { project.stage("s@i=\(index)", "true") }
        project.stage("t", "true")
        let prediction = await predictor(project).prediction(
            of: [StageID(3), StageID(4)], lastSeconds: { [0: 2, 1: 9, 2: 4][$0.index] })
        #expect(
            prediction.times == [
                StageID(3): PredictedTime(wallSeconds: 4, coreSeconds: 4, basis: .siblings)
            ])
    }

    @Test("what nobody can tell is told as unknown and counts nothing")
    func unknown() async throws {
        let project = try project(work: [nil, 5])
        let prediction = await predictor(project).prediction(
            of: project.graph.stages.map(\.id), lastSeconds: { _ in nil })
        #expect(prediction.times == [:])
        #expect(prediction.unknown == [StageID(0), StageID(1)])
        #expect(prediction.wallSeconds == 0)
    }

    @Test("a run that had hardly anything to do tells nothing where the machine can be asked")
    func hardlyAnything() async throws {
        let project = try project(work: [10_000])
        try keep([(work: 10, seconds: 4)], in: project)
        // Nobody can measure this kind.
        let prediction = await predictor(project).prediction(
            of: [StageID(0)], lastSeconds: { _ in nil })
        #expect(prediction.unknown == [StageID(0)])
    }

    @Test("another machine's times, or a damaged file, count as none")
    func foreignHistory() async throws {
        for content in [
            #"{"version":1,"processor":"another","entries":{"exec":[{"work":1,"wall_seconds":1,"core_seconds":1}]}}"#,
            "{", "",
        ] {
            let project = try project(work: [5])
            try FileTree.createFolder(project.space.cacheFolder)
            try FileContent.replace(
                "\(project.space.cacheFolder)/speeds.json", with: Array(content.utf8))
            let prediction = await predictor(project).prediction(
                of: [StageID(0)], lastSeconds: { _ in nil })
            #expect(prediction.unknown == [StageID(0)], "\(content)")
        }
    }

    @Test("a run keeps what its stages took; the next one is predicted by it")
    func recording() async throws {
        let project = try project(work: [100])
        let runner = try PipelineRunner(
            space: project.space, graph: project.graph, programs: TemporaryProject.programs,
            environment: [:], command: "test")
        let report = try await runner.run(
            RunOptions(predictor: predictor(project)), interrupts: AsyncStream { $0.finish() },
            onEvent: { _ in })
        #expect(report.outcome == .succeeded)
        let kept = try #require(
            SpeedHistory(in: project.space).nearest(to: 50, of: "exec"))
        #expect(kept.work == 100)
        #expect(kept.wallSeconds > 0)
        let next = await predictor(project).prediction(of: [StageID(0)], lastSeconds: { _ in nil })
        #expect(next.times[StageID(0)]?.basis == .history)
    }

    @Test("a run that is predicted to take too long does not begin")
    func tooLong() async throws {
        let project = try project(work: [1000])
        try keep([(work: 10, seconds: 4)], in: project)
        let runner = try PipelineRunner(
            space: project.space, graph: project.graph, programs: TemporaryProject.programs,
            environment: [:], command: "test")
        var events: [ExecutionEvent] = []
        let refusal = await #expect(throws: RunTooLong.self) {
            try await runner.run(
                RunOptions(predictor: predictor(project), longestSeconds: 100),
                interrupts: AsyncStream { $0.finish() }, onEvent: { events.append($0) })
        }
        #expect(refusal?.prediction.wallSeconds == 400)
        #expect(
            !events.contains { if case .stageStarted = $0.change { true } else { false } })
        #expect(try !project.exists(".nrc-pipe/logs/test"))
        // As long as it may take.
        let report = try await runner.run(
            RunOptions(predictor: predictor(project), longestSeconds: 400),
            interrupts: AsyncStream { $0.finish() }, onEvent: { _ in })
        #expect(report.outcome == .succeeded)
    }
}
