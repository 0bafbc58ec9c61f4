internal import PipelineEngine
internal import PipelineLanguage

/// What a run would do, stage by stage.
struct PlanReport: Report {
    private let plan: Plan
    private let graph: StageGraph
    private let prediction: RunPrediction

    /// - Parameter cores: that stages may use together.
    init(_ pipeline: OpenedPipeline, targets: [String], force: Bool, cores: Int) async throws {
        graph = pipeline.graph
        let plan = try pipeline.read { try $0.plan(targets: targets, force: force) }
        let open = plan.stages.filter { !$0.state.isFresh }
        let last = Dictionary(
            open.map { ($0.id, $0.expectedSeconds) }, uniquingKeysWith: { first, _ in first })
        prediction = await pipeline.predictor(cores: cores)
            .prediction(of: open.map(\.id)) { last[$0] ?? nil }
        self.plan = plan
    }

    func text(usesColour: Bool) -> String {
        let fresh = plan.stages.count { $0.state.isFresh }
        if plan.isFresh { return "Nothing to do: \(Quantities.count(fresh, "stage")) fresh." }
        var table = TextTable()
        for planned in plan.stages where !planned.state.isFresh {
            let time = prediction.times[planned.id]
                .map { "≈ " + Quantities.duration($0.wallSeconds) } ?? "?"
            let (mark, reasons) = described(planned.state)
            table.append([mark, graph[planned.id].name, time, reasons.first ?? ""])
            for reason in reasons.dropFirst() { table.append(["", "", "", reason]) }
        }
        return (table.lines + ["", PlanSummary(plan.stages).text, timeSummary])
            .joined(separator: "\n")
    }

    private var timeSummary: String {
        let bases: [(PredictedTime.Basis, String)] = [
            (.history, "by what such stages took here"),
            (.calibration, "by this machine's measured speed"),
            (.lastTime, "as long as the last time"),
        ]
        let counted = bases.compactMap { basis, words -> String? in
            let count = prediction.times.values.count { $0.basis == basis }
            return count == 0 ? nil : "\(Quantities.count(count, "stage")) \(words)"
        }
        let unknown = prediction.unknown.count
        let untold = unknown == 0 ? [] : ["\(Quantities.count(unknown, "stage")) unknown (?)"]
        let sum = counted + untold
        guard !counted.isEmpty else { return "Nobody can tell how long it will take." }
        return "Predicted: \(Quantities.duration(prediction.wallSeconds)) on "
            + "\(Quantities.count(prediction.cores, "core")): \(sum.joined(separator: ", "))."
    }

    private func described(_ state: PlannedStage.State) -> (mark: String, reasons: [String]) {
        switch state {
        case .fresh: ("fresh", [])
        case .stale(let reasons): ("run", reasons.map(\.description))
        case .undecided(let producers):
            ("maybe", [StageNames.waiting(for: producers.map { graph[$0].name })])
        case .shared(let twin): ("take", ["what \(graph[twin].name) makes, which is the same"])
        }
    }

    var json: JSON {
        JSON(
            pipeline: graph.pipelineName, profile: graph.profile,
            predictedSeconds: prediction.times.isEmpty ? nil : prediction.wallSeconds,
            unpredictedStages: prediction.unknown.count, cores: prediction.cores,
            stages: plan.stages.map { planned in
                var row = PlannedStageRow(planned, in: graph)
                row.predictedSeconds = prediction.times[planned.id]?.wallSeconds
                row.predictedBy = prediction.times[planned.id]?.basis.rawValue
                return row
            })
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        /// Of all stages together, on so many cores.
        let predictedSeconds: Double?
        let unpredictedStages: Int
        let cores: Int
        let stages: [PlannedStageRow]
    }
}

/// How many stages would run: the line that ends a plan and an explanation.
struct PlanSummary {
    private let stages: [PlannedStage]

    init(_ stages: [PlannedStage]) { self.stages = stages }

    var text: String {
        let stale = stages.count { if case .stale = $0.state { true } else { false } }
        let undecided = stages.count { if case .undecided = $0.state { true } else { false } }
        let shared = stages.count { if case .shared = $0.state { true } else { false } }
        let fresh = stages.count { $0.state.isFresh }
        var parts = ["\(Quantities.count(stale, "stage")) to run"]
        if undecided > 0 { parts.append("\(undecided) depending on what they make") }
        if shared > 0 { parts.append("\(shared) taking what they make") }
        if fresh > 0 { parts.append("\(fresh) fresh") }
        return parts.joined(separator: ", ") + "."
    }

    /// What the stages took when they last ran; empty where none has.
    var formerTime: String {
        let seconds = stages.filter { !$0.state.isFresh }.compactMap(\.expectedSeconds)
            .reduce(0, +)
        return seconds > 0 ? "They took \(Quantities.duration(seconds)) when they last ran." : ""
    }
}
