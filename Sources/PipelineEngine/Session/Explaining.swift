internal import PipelineLanguage

extension PipelineReader {
    /// Why stages of the targets would run, each with what follows from it.
    ///
    /// - Throws: `UnknownTargets`, `UnusableInputs`, `ScratchConflicts`.
    package func explain(targets: [String]) throws -> [StageExplanation] {
        let selection = try TargetSelection(targets, in: graph)
        let decider = try decider(selection, force: false)
        let plan = try Plan(selection, decider: decider)
        let consequences = Consequences(of: plan, in: graph)
        return try plan.stages.map { planned in
            var explanation = StageExplanation(
                name: graph[planned.id].name, planned: planned, reasons: [], waitsFor: [])
            switch planned.state {
            case .fresh: break
            case .stale(let reasons):
                explanation.reasons = reasons
                let followers = consequences.followers(of: planned.id)
                explanation.followers = followers.map { graph[$0].name }
                explanation.followersSeconds = consequences.seconds(of: followers)
                explanation.wayBack = try wayBack(planned.id, reasons, followers)
            case .undecided(let producers):
                explanation.reasons = try decider.knownChanges(graph[planned.id])
                explanation.waitsFor = producers.map { graph[$0].name }
            case .shared(let twin): explanation.waitsFor = [graph[twin].name]
            }
            return explanation
        }
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

package struct StageExplanation: Sendable {
    package var name: String
    package var planned: PlannedStage
    /// For an undecided stage, what is known to differ already.
    package var reasons: [StaleReason]
    /// Stages whose outputs decide whether this one runs, or the one whose outputs it takes.
    package var waitsFor: [String]
    /// Of a stale stage: those of the targets that may run because of it, in order.
    package var followers: [String] = []
    /// What the followers took when they last ran; `nil` where one of them never did.
    package var followersSeconds: Double?
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
    private let plan: Plan
    private var consumers: [StageID: [StageID]] = [:]
    private var planned: [StageID: PlannedStage] = [:]

    init(of plan: Plan, in graph: StageGraph) {
        self.plan = plan
        for stage in plan.stages where !stage.state.isFresh {
            planned[stage.id] = stage
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

    /// - Returns: `nil` where one of them never ran.
    func seconds(of stages: [StageID]) -> Double? {
        let known = stages.compactMap { planned[$0]?.expectedSeconds }
        return known.count == stages.count ? known.reduce(0, +) : nil
    }
}
