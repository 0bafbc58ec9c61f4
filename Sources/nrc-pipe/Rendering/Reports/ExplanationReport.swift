internal import PipelineEngine
internal import PipelineLanguage

/// Why each stage would run, down to one key, and what follows from it.
struct ExplanationReport: Report {
    private let explanation: Explanation
    private let graph: StageGraph
    private let prediction: RunPrediction
    private let words: PlannedStageText
    private let showsAll: Bool

    /// - Parameters:
    ///   - cores: that stages may use together.
    ///   - showsAll: every instance of a sweep, even where the same can be said of all.
    init(
        _ pipeline: OpenedPipeline, targets: [String], cores: Int, showsAll: Bool
    ) async throws {
        graph = pipeline.graph
        explanation = try pipeline.read { try $0.explain(targets: targets) }
        prediction = await pipeline.prediction(of: explanation.plan, cores: cores)
        words = PlannedStageText(graph: graph, arguments: pipeline.arguments)
        self.showsAll = showsAll
    }

    func text(on page: Page) -> String {
        let plan = explanation.plan
        let publications = PublicationLines(plan.pendingPublications).lines(on: page)
        if plan.isFresh {
            let nothing =
                "Nothing would run: \(Quantities.count(plan.stages.count, "stage")) fresh."
            return ([nothing] + publications).joined(separator: "\n")
        }
        let byStage = Dictionary(
            explanation.stages.map { ($0.planned.id, $0) }, uniquingKeysWith: { first, _ in first })
        let folds = StageFold.folds(
            of: plan.stages.filter { !$0.state.isFresh }, words, showsAll: showsAll)
        let paragraphs = folds.flatMap { fold in
            paragraph(fold, fold.stages.compactMap { byStage[$0.id] }, on: page)
        }
        let summary =
            page.wrapped("\(PlanSummary(plan.stages).counts).")
            + page.wrapped(PredictionText.summary(prediction))
        return (paragraphs + publications + [""] + summary).joined(separator: "\n")
    }

    private func paragraph(
        _ fold: StageFold, _ explanations: [StageExplanation], on page: Page
    ) -> [String] {
        guard let first = explanations.first else { return [] }
        var heading = fold.name(in: graph)
        if explanations.count > 1 {
            heading =
                "\(graph[first.planned.id].definitionName) (\(explanations.count) instances)"
        }
        let told = page.wrapped(
            "\(heading) \(verdict(first, fold.stages))", indent: 8, firstIndent: 0)
        let name = Style.bold.apply(to: heading, page.usesColour)
        return told.prefix(1).map { name + $0.dropFirst(heading.count) } + told.dropFirst()
            + (reasons(fold, first) + consequences(explanations)).flatMap {
                page.wrapped($0, indent: 8, firstIndent: 4)
            }
    }

    private func verdict(_ explanation: StageExplanation, _ stages: [PlannedStage]) -> String {
        let told = PredictionText.of(stages, prediction)
        let time = told.isEmpty || told == "?" ? "" : ", \(told)"
        return switch explanation.planned.state {
        case .fresh: "is fresh"
        case .stale: "would run" + time
        case .undecided
        where explanation.planned.wasFinished && explanation.planned.knownChanges.isEmpty:
            "would run if its inputs come out different" + time
        case .undecided:
            "would run \(words.waits(explanation.planned, inGeneral: stages.count > 1))" + time
        case .shared: "would take what \(StageNames.list(explanation.waitsFor)) makes, the same"
        case .blocked: "cannot be started"
        }
    }

    private func reasons(_ fold: StageFold, _ explanation: StageExplanation) -> [String] {
        guard case .undecided = explanation.planned.state else {
            if case .shared = explanation.planned.state { return [] }
            return fold.reasons
        }
        let attempt = words.attempt(explanation.planned).map { [$0] } ?? []
        let known = explanation.reasons.map { PrintableText.line($0.description) }
        let isFold = fold.stages.count > 1
        let waits =
            explanation.planned.wasFinished && known.isEmpty
            ? [words.waits(explanation.planned, inGeneral: isFold)] : []
        return attempt + known + waits
    }

    private func consequences(_ explanations: [StageExplanation]) -> [String] {
        var lines: [String] = []
        let followers = definitions(explanations.flatMap(\.followers))
        if !followers.isEmpty {
            let ids = Set(explanations.flatMap(\.followers))
            let planned = explanation.plan.stages.filter { ids.contains(graph[$0.id].name) }
            let told = PredictionText.of(planned, prediction)
            let time = told.isEmpty || told == "?" ? "" : ", \(told)"
            lines.append("then perhaps \(StageNames.list(followers))\(time)")
        }
        let ways = explanations.compactMap(\.wayBack)
        let lost = definitions(ways.flatMap(\.rebuilt))
        if !lost.isEmpty {
            lines.append(
                "going back would run \(StageNames.list(lost)): what was made before is gone")
        } else if !ways.isEmpty {
            lines.append("going back is free: what was made before is kept")
        }
        return lines
    }

    /// One instance of a sweep by its own name, several by that of their definition.
    private func definitions(_ stages: [String]) -> [String] {
        var order: [String] = []
        var instances: [String: Set<String>] = [:]
        for stage in stages {
            let definition = String(stage.prefix { $0 != "@" })
            if instances[definition, default: []].isEmpty { order.append(definition) }
            instances[definition, default: []].insert(stage)
        }
        return order.map { definition in
            let names = instances[definition] ?? []
            return names.count == 1
                ? names.first ?? definition : "\(definition) (\(names.count) instances)"
        }
    }

    var json: JSON {
        JSON(
            pendingPublications: PublicationLines(explanation.plan.pendingPublications).json,
            stages: explanation.stages.map { explanation in
                JSON.Stage(
                    row: PlannedStageRow(explanation.planned, in: graph),
                    predictedSeconds: prediction.times[explanation.planned.id]?.wallSeconds,
                    followers: explanation.followers, wayBack: Self.wayBack(explanation))
            })
    }

    private static func wayBack(_ explanation: StageExplanation) -> JSON.WayBack? {
        explanation.wayBack.map { JSON.WayBack(isFree: $0 == .free, rebuilds: $0.rebuilt) }
    }

    struct JSON: Encodable {
        let pendingPublications: [PublicationLines.JSON]
        let stages: [Stage]

        /// A row of the plan, and what else is known.
        struct Stage: Encodable {
            let row: PlannedStageRow
            let predictedSeconds: Double?
            let followers: [String]
            let wayBack: WayBack?

            private enum Key: String, CodingKey { case predictedSeconds, followers, wayBack }

            func encode(to encoder: any Encoder) throws {
                try row.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encodeIfPresent(predictedSeconds, forKey: .predictedSeconds)
                try container.encode(followers, forKey: .followers)
                try container.encodeIfPresent(wayBack, forKey: .wayBack)
            }
        }

        struct WayBack: Encodable {
            let isFree: Bool
            let rebuilds: [String]
        }
    }
}

extension StageExplanation.WayBack {
    /// Stages that would run again on the way back.
    fileprivate var rebuilt: [String] {
        switch self {
        case .free: []
        case .rebuilds(let stages): stages
        }
    }
}
