internal import PipelineEngine

/// Why each stage would run, down to one key.
struct ExplanationReport {
    private let explanations: [StageExplanation]

    init(_ explanations: [StageExplanation]) { self.explanations = explanations }

    func text(usesColour: Bool) -> String {
        let stale = explanations.filter { !$0.state.isFresh }
        guard !stale.isEmpty else {
            return "Nothing would run: "
                + "\(Quantities.count(explanations.count, "stage")) fresh."
        }
        return stale.map { explanation in
            let name = Style.bold.apply(to: explanation.name, usesColour)
            var lines = ["\(name) \(Self.verdict(explanation.state))"]
            lines += explanation.reasons.map { "    \($0)" }
            if !explanation.waitsFor.isEmpty {
                lines.append("    waits for \(StageNames.list(explanation.waitsFor))")
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func verdict(_ state: PlannedStage.State) -> String {
        switch state {
        case .fresh: "is fresh"
        case .stale: "would run"
        case .undecided: "would run if its inputs come out different"
        }
    }

    var json: JSON {
        JSON(
            stages: explanations.map {
                JSON.Stage(
                    stage: $0.name, state: PlanState.name($0.state),
                    reasons: $0.reasons.map(\.description), waitsFor: $0.waitsFor)
            })
    }

    struct JSON: Encodable {
        let stages: [Stage]

        struct Stage: Encodable {
            let stage: String
            let state: String
            let reasons: [String]
            let waitsFor: [String]
        }
    }
}
