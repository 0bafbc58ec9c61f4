internal import PipelineEngine
internal import PipelineLanguage

/// What a run would do, stage by stage.
struct PlanReport: Report {
    private let plan: Plan
    private let graph: StageGraph

    init(_ pipeline: OpenedPipeline, targets: [String], force: Bool) throws {
        graph = pipeline.graph
        plan = try pipeline.read { try $0.plan(targets: targets, force: force) }
    }

    func text(usesColour: Bool) -> String {
        let fresh = plan.stages.count { $0.state.isFresh }
        if plan.isFresh { return "Nothing to do: \(Quantities.count(fresh, "stage")) fresh." }
        var table = TextTable()
        for planned in plan.stages where !planned.state.isFresh {
            let time = planned.expectedSeconds.map { "≈ " + Quantities.duration($0) } ?? ""
            let (mark, reasons) = described(planned.state)
            table.append([mark, graph[planned.id].name, time, reasons.first ?? ""])
            for reason in reasons.dropFirst() { table.append(["", "", "", reason]) }
        }
        return (table.lines + ["", PlanSummary(plan.stages).text]).joined(separator: "\n")
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
            stages: plan.stages.map { PlannedStageRow($0, in: graph) })
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        let stages: [PlannedStageRow]
    }
}

/// How many stages would run, and for how long: the line that ends a plan and an explanation.
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
        let seconds = stages.filter { !$0.state.isFresh }.compactMap(\.expectedSeconds)
            .reduce(0, +)
        let time =
            seconds > 0 ? "; they took \(Quantities.duration(seconds)) when they last ran" : ""
        return parts.joined(separator: ", ") + time + "."
    }
}
