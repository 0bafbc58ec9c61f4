import Glibc
import PipelineLanguage
import TestSupport
import Testing

@testable import PipelineEngine

/// Random pipelines under random edits: what a plan says is what a run then does.
@Suite struct PlanAgreementTests {
    @Test("a plan says what a run then does, whatever was changed before", arguments: 1...6)
    func agrees(_ seed: Int) async throws {
        var random = SplitMix(state: UInt64(seed))
        let project = try TemporaryProject()
        var pipeline = RandomPipeline(using: &random)
        var isWhole = true
        for round in 0..<9 {
            try pipeline.build(in: project)
            if round > 4, Int.random(in: 0..<3, using: &random) == 0 {
                try loseAnArtifact(project, using: &random)
                isWhole = false
            }
            let force = Int.random(in: 0..<6, using: &random) == 0
            let target = Bool.random(using: &random) ? "all" : pipeline.anyStage(using: &random)
            let place = "seed \(seed), round \(round), force \(force), \(target): \(pipeline)"
            let plan = try project.reader().plan(targets: [target], force: force)
            let run = try await project.run([target], keepGoing: true, force: force)
            compare(plan, run, project.graph, place)
            let names = plan.stages.map { project.graph[$0.id].name }
            let expected = pipeline.starts(of: names, forced: force ? target : nil)
            if isWhole { #expect(Set(run.started) == expected, "\(place)") }
            #expect(run.report.outcome == .succeeded, "\(place)")
            #expect(try project.reader().plan(targets: [target]).isFresh, "\(place)")
            pipeline.change(using: &random)
        }
    }

    private func compare(
        _ plan: Plan, _ run: ObservedRun, _ graph: StageGraph, _ place: String
    ) {
        let started = Set(run.started)
        var stale: [String] = []
        var undecided: [String] = []
        for planned in plan.stages {
            let name = graph[planned.id].name
            let comment: Comment = "\(name) in \(place)"
            switch planned.state {
            case .fresh: #expect(!started.contains(name), comment)
            case .stale:
                stale.append(name)
                #expect(started.contains(name), comment)
            case .shared(let twin):
                stale.append(name)
                #expect(!started.contains(name), comment)
                #expect(started.contains(graph[twin].name), comment)
            case .undecided: undecided.append(name)
            case .blocked: Issue.record("nothing is missing: \(comment)")
            }
        }
        let told = Told(run.events)
        #expect(told.stale == stale, "\(place)")
        #expect(told.undecided == undecided, "\(place)")
        #expect(
            started.isSubset(of: Set(stale + undecided)), "\(started) in \(place)")
    }

    /// What a run says before it starts anything.
    private struct Told {
        var stale: [String] = []
        var undecided: [String] = []

        init(_ events: [ExecutionEvent]) {
            for event in events {
                switch event.change {
                case .stagePlanned(let stage, .stale, _): stale.append(stage)
                case .stagePlanned(let stage, .undecided, _): undecided.append(stage)
                case .stageStarted: return
                default: break
                }
            }
        }
    }

    private func loseAnArtifact(
        _ project: TemporaryProject, using random: inout SplitMix
    ) throws {
        let artifacts = try project.reader().plan().stages.flatMap { planned -> [Artifact] in
            guard case .fresh(let outputs) = planned.state else { return [] }
            return outputs.map(\.artifact)
        }
        guard let lost = artifacts.randomElement(using: &random) else { return }
        try FileTree.remove(ArtifactStore(root: project.space.storeFolder).path(of: lost.digest))
    }
}

/// Stages that each keep the first bytes of what they read, so that some changes end early.
private struct RandomPipeline: CustomStringConvertible {
    private static let contents = ["aaaa", "aaab", "abbb", "cccc"]
    private static let fileNames = ["x.txt", "y.txt"]

    private struct Definition {
        /// Bytes that it keeps.
        var count: Int
        var producers: [Int]
        var file: Int?
    }

    private var stages: [Definition] = []
    private var files: [String]
    /// What was made before: a line with what it read.
    private var made: Set<String> = []

    init(using random: inout SplitMix) {
        files = Self.fileNames.map { _ in "aaaa" }
        for index in 0..<Int.random(in: 2...6, using: &random) {
            if index > 0, Int.random(in: 0..<4, using: &random) == 0 {
                // A twin of the one before.
                stages.append(stages[index - 1])
                continue
            }
            let producers = (0..<index).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            stages.append(
                Definition(
                    count: Int.random(in: 1...4, using: &random), producers: producers,
                    file: producers.isEmpty || Bool.random(using: &random)
                        ? Int.random(in: 0..<files.count, using: &random) : nil))
        }
    }

    var description: String {
        "\(files) "
            + stages.map { "\($0.count)\($0.producers)\($0.file ?? -1)" }.joined(separator: " ")
    }

    func anyStage(using random: inout SplitMix) -> String {
        "s\(Int.random(in: 0..<stages.count, using: &random))"
    }

    mutating func change(using random: inout SplitMix) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: break
        case 1:
            let content = Self.contents.randomElement(using: &random)
            files[Int.random(in: 0..<files.count, using: &random)] = content ?? "aaaa"
        default:
            let index = Int.random(in: 0..<stages.count, using: &random)
            stages[index].count = Int.random(in: 1...4, using: &random)
        }
    }

    /// The stages that a naive runner would start: those whose line has not read the same before.
    mutating func starts(of names: [String], forced target: String?) -> Set<String> {
        var contents: [String] = []
        var started: Set<String> = []
        for (index, stage) in stages.enumerated() {
            let read =
                (stage.file.map { [files[$0]] } ?? []) + stage.producers.map { contents[$0] }
            contents.append(String(read.joined().prefix(stage.count)))
            let name = "s\(index)"
            guard names.contains(name) else { continue }
            let isForced = target == "all" || target == name
            let isNew = made.insert("\(line(of: stage)) \(stage.file ?? -1) \(read)").inserted
            if isForced || isNew { started.insert(name) }
        }
        return started
    }

    private func line(of stage: Definition) -> String {
        let words = inputs(of: stage).keys.sorted().map { "${inputs.\($0)}" }
        return "cat \(words.joined(separator: " ")) | head -c \(stage.count) > ${outputs.out}"
    }

    private func inputs(of stage: Definition) -> [String: String] {
        var inputs = Dictionary(
            uniqueKeysWithValues: stage.producers.map { ("i\($0)", "s\($0).out") })
        if let file = stage.file { inputs["file"] = "file:\(Self.fileNames[file])" }
        return inputs
    }

    /// Writes the files and defines the stages.
    func build(in project: TemporaryProject) throws {
        for (name, content) in zip(Self.fileNames, files) {
            try project.write(name, content, age: 5)
        }
        project.graph.stages = []
        for (index, stage) in stages.enumerated() {
            project.stage("s\(index)", line(of: stage), inputs: inputs(of: stage))
        }
    }
}
