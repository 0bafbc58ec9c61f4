internal import PipelineLanguage

extension Plan {
    /// Decides every stage of the selection that can be decided before anything runs.
    ///
    /// - Parameter resources: of the machine that is to run them.
    init(
        _ selection: TargetSelection, decider: StageDecider, resources: MachineResources
    ) throws {
        self.selection = selection
        stages = []
        stages.reserveCapacity(selection.closure.count)
        var known: [StageID: [RecordedOutput]] = [:]
        var running: [Digest: StageID] = [:]
        var blocked: Set<StageID> = []
        for id in selection.closure {
            let stage = decider.graph[id]
            let decision = try decider.decide(stage) { producer, output in
                known[producer]?.first { $0.name == output }?.artifact
            }
            var planned = PlannedStage(
                id: id, state: .undecided(until: []), fingerprint: decision?.fingerprint,
                expectedSeconds: decider.expectedSeconds(stage),
                wasFinished: decider.state.latest[stage.name] != nil)
            switch decision?.verdict {
            case .fresh(let outputs):
                known[id] = outputs
                planned.state = .fresh(outputs)
            case .stale(let reasons, _):
                planned.state =
                    decider.obstacle(toStarting: stage, on: resources).map { .blocked($0) }
                    ?? .stale(reasons)
                guard let fingerprint = decision?.fingerprint, !planned.state.isBlocked else {
                    break
                }
                if let twin = running[fingerprint], !decider.forced.contains(id) {
                    planned.state = .shared(with: twin)
                } else {
                    running[fingerprint] = id
                }
            case nil:
                let producers = stage.producers.filter { known[$0] == nil }
                let hopeless = producers.filter(blocked.contains)
                planned.state =
                    decider.obstacle(toDeciding: stage).map { .blocked($0) }
                    ?? (hopeless.isEmpty
                        ? decider.forced.contains(id)
                            ? decider.obstacle(toStarting: stage, on: resources)
                                .map { .blocked($0) } ?? .stale([.forced])
                            : .undecided(until: producers)
                        : .blocked(.needs(hopeless.map { decider.graph[$0].name })))
            }
            if planned.state.isBlocked { blocked.insert(id) }
            stages.append(planned)
        }
    }
}
