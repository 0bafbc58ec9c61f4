internal import PipelineLanguage

extension PipelineReader {
    /// Why stages of the targets would run, each with what follows from it.
    ///
    /// - Throws: `UnknownTargets`, `ScratchConflicts`.
    package func explain(targets: [String]) throws -> Explanation {
        let selection = try TargetSelection(targets, in: graph)
        let decider = try decider(selection, force: false)
        try checkPublications(of: selection)
        let plan = try toldPlan(selection, decider: decider)
        let consequences = Consequences(of: plan, in: graph)
        let stages = try plan.stages.map { planned in
            var explanation = StageExplanation(
                name: graph[planned.id].name, planned: planned, waitsFor: [])
            switch planned.state {
            case .fresh: break
            case .stale(let reasons):
                let followers = consequences.followers(of: planned.id)
                explanation.followers = followers.map { graph[$0].name }
                explanation.wayBack = try wayBack(planned.id, reasons, followers)
            case .undecided(let producers):
                explanation.waitsFor = producers.map { graph[$0].name }
            case .shared(let twin): explanation.waitsFor = [graph[twin].name]
            case .blocked: break
            }
            return explanation
        }
        return Explanation(plan: plan, stages: stages)
    }

    /// - Returns: `nil` where nothing has changed that could be changed back.
    private func wayBack(
        _ id: StageID, _ reasons: [StaleReason], _ followers: [StageID]
    ) throws -> StageExplanation.WayBack? {
        guard reasons.contains(where: { $0.change != nil }) else { return nil }
        let lost = try ([id] + followers).filter { try !isKept(graph[$0].name) }
        return lost.isEmpty ? .free : .rebuilds(lost.map { graph[$0].name })
    }

    /// Whether the stage's last record is still there, and what it made with it.
    private func isKept(_ stage: String) throws -> Bool {
        guard let last = state.latest[stage],
            let made = try state.made[last] ?? database?.madeBefore(last)
        else { return false }
        return made.outputs.allSatisfy { store.problem(of: $0.artifact) == nil }
    }
}

/// Why stages of a plan would run.
package struct Explanation: Sendable {
    package var plan: Plan
    package var stages: [StageExplanation]
}

package struct StageExplanation: Sendable {
    package var name: String
    package var planned: PlannedStage
    package var reasons: [StaleReason] { planned.reasons }
    /// Stages whose outputs decide whether this one runs, or the one whose outputs it takes.
    package var waitsFor: [String]
    /// Of a stale stage: those of the targets that may run because of it, in order.
    package var followers: [String] = []
    package var wayBack: WayBack?

    /// What it costs to change back what has changed.
    package enum WayBack: Hashable, Sendable {
        /// Everything that was made before is still there.
        case free
        /// What these stages made before is gone.
        case rebuilds([String])
    }
}

/// What follows from a stage that runs, within one plan.
private struct Consequences {
    private var consumers: [StageID: [StageID]] = [:]

    init(of plan: Plan, in graph: StageGraph) {
        for stage in plan.stages where !stage.state.isFresh {
            for producer in graph[stage.id].producers {
                consumers[producer, default: []].append(stage.id)
            }
        }
    }

    func followers(of id: StageID) -> [StageID] {
        var found: Set<StageID> = []
        var pending = consumers[id] ?? []
        while let next = pending.popLast() {
            if found.insert(next).inserted { pending += consumers[next] ?? [] }
        }
        return found.sorted()
    }
}
