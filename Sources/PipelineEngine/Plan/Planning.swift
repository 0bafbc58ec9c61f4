internal import PipelineLanguage

extension Plan {
    /// Decides every stage of the selection that can be decided before anything runs.
    init(_ selection: TargetSelection, decider: StageDecider) throws {
        self.selection = selection
        stages = []
        stages.reserveCapacity(selection.closure.count)
        var known: [StageID: [RecordedOutput]] = [:]
        var running: [Digest: StageID] = [:]
        for id in selection.closure {
            let stage = decider.graph[id]
            let decision = try decider.decide(stage) { producer, output in
                known[producer]?.first { $0.name == output }?.artifact
            }
            var planned = PlannedStage(
                id: id, state: .undecided(until: []), fingerprint: decision?.fingerprint,
                expectedSeconds: decider.expectedSeconds(stage))
            switch decision?.verdict {
            case .fresh(let outputs):
                known[id] = outputs
                planned.state = .fresh(outputs)
            case .stale(let reasons, _):
                planned.state = .stale(reasons)
                guard let fingerprint = decision?.fingerprint else { break }
                if let twin = running[fingerprint], !decider.forced.contains(id) {
                    planned.state = .shared(with: twin)
                } else {
                    running[fingerprint] = id
                }
            case nil:
                planned.state = .undecided(until: stage.producers.filter { known[$0] == nil })
            }
            stages.append(planned)
        }
    }
}
