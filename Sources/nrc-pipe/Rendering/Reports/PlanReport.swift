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
        let open = plan.stages.filter { $0.state.mayRun }
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
            let time = planned.state.mayRun ? PredictionText.of(planned.id, prediction) : ""
            let (mark, reasons) = described(planned.state)
            table.append([mark, graph[planned.id].name, time, reasons.first ?? ""])
            for reason in reasons.dropFirst() { table.append(["", "", "", reason]) }
        }
        let summary = "\(PlanSummary(plan.stages).counts)."
        return (table.lines + ["", summary, PredictionText.summary(prediction)])
            .joined(separator: "\n")
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
                JSON.Stage(
                    row: PlannedStageRow(planned, in: graph),
                    predictedSeconds: prediction.times[planned.id]?.wallSeconds,
                    predictedBy: prediction.times[planned.id]?.basis.rawValue)
            })
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        /// Of all stages together, on so many cores.
        let predictedSeconds: Double?
        let unpredictedStages: Int
        let cores: Int
        let stages: [Stage]

        /// A row of the plan, and how long it will presumably take.
        struct Stage: Encodable {
            let row: PlannedStageRow
            let predictedSeconds: Double?
            let predictedBy: String?

            private enum Key: String, CodingKey { case predictedSeconds, predictedBy }

            func encode(to encoder: any Encoder) throws {
                try row.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encodeIfPresent(predictedSeconds, forKey: .predictedSeconds)
                try container.encodeIfPresent(predictedBy, forKey: .predictedBy)
            }
        }
    }
}

/// How many stages would run, and for how long: the line that ends a plan and an explanation.
struct PlanSummary {
    private let stages: [PlannedStage]

    init(_ stages: [PlannedStage]) { self.stages = stages }

    /// With the last times.
    var text: String { counts + lastTimes + "." }

    var counts: String {
        let stale = stages.count { if case .stale = $0.state { true } else { false } }
        let undecided = stages.count { if case .undecided = $0.state { true } else { false } }
        let shared = stages.count { if case .shared = $0.state { true } else { false } }
        let fresh = stages.count { $0.state.isFresh }
        var parts = ["\(Quantities.count(stale, "stage")) to run"]
        if undecided > 0 { parts.append("\(undecided) depending on what they make") }
        if shared > 0 { parts.append("\(shared) taking what they make") }
        if fresh > 0 { parts.append("\(fresh) fresh") }
        return parts.joined(separator: ", ")
    }

    private var lastTimes: String {
        let seconds = stages.filter { !$0.state.isFresh }.compactMap(\.expectedSeconds)
            .reduce(0, +)
        return seconds > 0
            ? "; they took \(Quantities.duration(seconds)) when they last ran" : ""
    }
}
