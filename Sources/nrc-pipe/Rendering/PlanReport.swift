internal import PipelineEngine
internal import PipelineLanguage

/// What a run would do, stage by stage.
struct PlanReport {
    private let plan: Plan
    private let graph: StageGraph

    init(_ pipeline: OpenedPipeline, targets: [String], force: Bool) throws {
        graph = pipeline.graph
        plan = try pipeline.read { try $0.plan(targets: targets, force: force) }
    }

    func print(asJSON: Bool, to console: Console) throws {
        console.result(
            asJSON ? try JSONText.of(json) : text(usesColour: console.usesColourForResults))
    }

    private func text(usesColour: Bool) -> String {
        let fresh = plan.stages.count { $0.state.isFresh }
        if plan.isFresh { return "Nothing to do: \(Quantities.count(fresh, "stage")) fresh." }
        var table = TextTable()
        for planned in plan.stages where !planned.state.isFresh {
            let time = planned.expectedSeconds.map { "≈ " + Quantities.duration($0) } ?? ""
            let (mark, reasons) = described(planned.state)
            table.append([mark, graph[planned.id].name, time, reasons.first ?? ""])
            for reason in reasons.dropFirst() { table.append(["", "", "", reason]) }
        }
        return (table.lines + ["", summary(fresh: fresh)]).joined(separator: "\n")
    }

    private func described(_ state: PlannedStage.State) -> (mark: String, reasons: [String]) {
        switch state {
        case .fresh: ("fresh", [])
        case .stale(let reasons): ("run", reasons.map(\.description))
        case .undecided(let producers):
            ("maybe", [StageNames.waiting(for: producers.map { graph[$0].name })])
        }
    }

    private func summary(fresh: Int) -> String {
        let stale = plan.stages.count { if case .stale = $0.state { true } else { false } }
        let undecided = plan.stages.count - stale - fresh
        var parts = ["\(Quantities.count(stale, "stage")) to run"]
        if undecided > 0 { parts.append("\(undecided) depending on what they make") }
        if fresh > 0 { parts.append("\(fresh) fresh") }
        let seconds = plan.stages.filter { !$0.state.isFresh }.compactMap(\.expectedSeconds)
            .reduce(0, +)
        let time =
            seconds > 0 ? "; they took \(Quantities.duration(seconds)) when they last ran" : ""
        return parts.joined(separator: ", ") + time + "."
    }

    private var json: JSON {
        JSON(
            pipeline: graph.pipelineName, profile: graph.profile,
            stages: plan.stages.map { planned in
                JSON.Stage(
                    stage: graph[planned.id].name, state: PlanState.name(planned.state),
                    reasons: reasons(planned.state), waitsFor: waitsFor(planned.state),
                    fingerprint: planned.fingerprint?.description,
                    expectedSeconds: planned.expectedSeconds)
            })
    }

    private func reasons(_ state: PlannedStage.State) -> [String] {
        if case .stale(let reasons) = state { reasons.map(\.description) } else { [] }
    }

    private func waitsFor(_ state: PlannedStage.State) -> [String] {
        if case .undecided(let ids) = state { ids.map { graph[$0].name } } else { [] }
    }

    private struct JSON: Encodable {
        let pipeline: String
        let profile: String
        let stages: [Stage]

        struct Stage: Encodable {
            let stage: String
            let state: String
            let reasons: [String]
            let waitsFor: [String]
            let fingerprint: String?
            let expectedSeconds: Double?
        }
    }
}
