internal import PipelineEngine
internal import PipelineLanguage

/// Why each stage would run, down to one key, and what follows from it.
struct ExplanationReport: Report {
    private let explanations: [StageExplanation]
    private let graph: StageGraph

    init(_ explanations: [StageExplanation], _ graph: StageGraph) {
        self.explanations = explanations
        self.graph = graph
    }

    func text(usesColour: Bool) -> String {
        let stale = explanations.filter { !$0.planned.state.isFresh }
        guard !stale.isEmpty else {
            return "Nothing would run: "
                + "\(Quantities.count(explanations.count, "stage")) fresh."
        }
        let paragraphs = stale.map { explanation in
            let name = Style.bold.apply(to: explanation.name, usesColour)
            return (["\(name) \(Self.verdict(explanation))"] + Self.lines(explanation))
                .joined(separator: "\n")
        }
        let summary = PlanSummary(explanations.map(\.planned)).text
        return (paragraphs + ["", summary]).joined(separator: "\n")
    }

    private static func verdict(_ explanation: StageExplanation) -> String {
        let time = explanation.planned.expectedSeconds.map {
            ", about \(Quantities.duration($0)) by its last time"
        }
        return switch explanation.planned.state {
        case .fresh: "is fresh"
        case .stale: "would run" + (time ?? "")
        case .undecided: "would run if its inputs come out different" + (time ?? "")
        case .shared: "would take what \(StageNames.list(explanation.waitsFor)) makes, the same"
        }
    }

    private static func lines(_ explanation: StageExplanation) -> [String] {
        var lines = explanation.reasons.map { "    \($0)" }
        if case .undecided = explanation.planned.state {
            lines.append("    waits for \(StageNames.list(explanation.waitsFor))")
        }
        if !explanation.followers.isEmpty {
            let time = explanation.followersSeconds.map {
                ", about \(Quantities.duration($0)) by their last times"
            }
            lines.append(
                "    then perhaps \(StageNames.list(explanation.followers))\(time ?? "")")
        }
        switch explanation.wayBack {
        case nil: break
        case .free: lines.append("    going back is free: what was made before is kept")
        case .rebuilds(let stages):
            lines.append(
                "    going back would run \(StageNames.list(stages)): "
                    + "what was made before is gone")
        }
        return lines
    }

    var json: JSON {
        JSON(
            stages: explanations.map { explanation in
                JSON.Stage(
                    row: PlannedStageRow(
                        explanation.planned, reasons: explanation.reasons, in: graph),
                    followers: explanation.followers,
                    followersSeconds: explanation.followersSeconds,
                    wayBack: Self.wayBack(explanation))
            })
    }

    private static func wayBack(_ explanation: StageExplanation) -> JSON.WayBack? {
        switch explanation.wayBack {
        case nil: nil
        case .free: JSON.WayBack(isFree: true, rebuilds: [])
        case .rebuilds(let stages): JSON.WayBack(isFree: false, rebuilds: stages)
        }
    }

    struct JSON: Encodable {
        let stages: [Stage]

        /// A row of the plan, and what else is known.
        struct Stage: Encodable {
            let row: PlannedStageRow
            let followers: [String]
            let followersSeconds: Double?
            let wayBack: WayBack?

            private enum Key: String, CodingKey { case followers, followersSeconds, wayBack }

            func encode(to encoder: any Encoder) throws {
                try row.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(followers, forKey: .followers)
                try container.encodeIfPresent(followersSeconds, forKey: .followersSeconds)
                try container.encodeIfPresent(wayBack, forKey: .wayBack)
            }
        }

        struct WayBack: Encodable {
            let isFree: Bool
            let rebuilds: [String]
        }
    }
}
