internal import PipelineEngine
internal import PipelineLanguage

/// What a run would do, stage by stage.
struct PlanReport: Report {
    let plan: Plan
    private let graph: StageGraph
    private let prediction: RunPrediction
    private let words: PlannedStageText
    private let showsAll: Bool

    /// - Parameters:
    ///   - cores: that stages may use together.
    ///   - showsAll: every instance of a sweep, even where the same can be said of all.
    init(
        _ pipeline: OpenedPipeline, targets: [String], force: Bool, cores: Int, showsAll: Bool
    ) async throws {
        graph = pipeline.graph
        plan = try pipeline.read { reader in
            let plan = try reader.plan(targets: targets, force: force)
            try reader.checkPublications(of: plan.selection)
            return plan
        }
        prediction = await pipeline.prediction(of: plan, cores: cores)
        words = PlannedStageText(graph: graph, arguments: pipeline.arguments)
        self.showsAll = showsAll
    }

    /// - Throws: `CommandFailure` where a run would refuse to begin.
    func requireInputs() throws {
        do throws(UnusableInputs) {
            try plan.requireInputs()
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    func text(on page: Page) -> String {
        let publications = PublicationLines(plan.pendingPublications)
        if plan.isFresh {
            let fresh = Quantities.count(plan.stages.count, "stage")
            guard !publications.isEmpty else { return "Nothing to do: \(fresh) fresh." }
            return (["Nothing to run: \(fresh) fresh."] + publications.lines(on: page))
                .joined(separator: "\n")
        }
        var table = TextTable()
        let folds = StageFold.folds(
            of: plan.stages.filter { !$0.state.isFresh }, words, showsAll: showsAll)
        for fold in folds {
            guard let first = fold.stages.first else { continue }
            table.append([
                words.mark(first), fold.name(in: graph),
                PredictionText.of(fold.stages, prediction), fold.reasons.first ?? "",
            ])
            for reason in fold.reasons.dropFirst() { table.append(["", "", "", reason]) }
        }
        let summary =
            page.wrapped("\(PlanSummary(plan.stages).counts).")
            + page.wrapped(PredictionText.summary(prediction))
        return (table.lines(on: page) + publications.lines(on: page) + [""] + summary)
            .joined(separator: "\n")
    }

    var json: JSON {
        JSON(
            pipeline: graph.pipelineName, profile: graph.profile,
            predictedSeconds: prediction.times.isEmpty ? nil : prediction.wallSeconds,
            unpredictedStages: prediction.unknown.count, cores: prediction.cores,
            pendingPublications: PublicationLines(plan.pendingPublications).json,
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
        let pendingPublications: [PublicationLines.JSON]
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

/// How many stages would run: the line that ends a plan and an explanation.
struct PlanSummary {
    private let stages: [PlannedStage]

    init(_ stages: [PlannedStage]) { self.stages = stages }

    var counts: String {
        var (run, undecided, shared, blocked) = (0, 0, 0, 0)
        for planned in stages {
            switch planned.state {
            case .fresh: break
            case .stale: run += 1
            case .undecided where !planned.wasFinished: run += 1
            case .undecided: undecided += 1
            case .shared: shared += 1
            case .blocked: blocked += 1
            }
        }
        let fresh = stages.count { $0.state.isFresh }
        var parts = ["\(Quantities.count(run, "stage")) to run"]
        if undecided > 0 { parts.append("\(undecided) depending on what they make") }
        if shared > 0 { parts.append("\(shared) taking what they make") }
        if blocked > 0 { parts.append("\(blocked) that cannot be started") }
        if fresh > 0 { parts.append("\(fresh) fresh") }
        return parts.joined(separator: ", ")
    }
}

/// Published files that a run would write or remove though their stages are fresh.
struct PublicationLines {
    private static let shown = 3

    private let pending: [PendingPublication]

    init(_ pending: [PendingPublication]) { self.pending = pending }

    var isEmpty: Bool { pending.isEmpty }

    func lines(on page: Page) -> [String] {
        guard !pending.isEmpty else { return [] }
        var table = TextTable()
        for file in pending.prefix(Self.shown) {
            table.append([
                file.reason == .withdrawn ? "remove" : "publish", file.path,
                Self.words(file.reason),
            ])
        }
        let rest = pending.count - Self.shown
        return table.lines(on: page) + (rest > 0 ? ["publish  and \(rest) more"] : [])
    }

    private static func words(_ reason: PendingPublication.Reason) -> String {
        switch reason {
        case .missing: "it is missing"
        case .differs: "it is not what the stages made"
        case .withdrawn: "its figure no longer publishes it"
        }
    }

    var json: [JSON] {
        pending.map { JSON(figure: $0.figure, path: $0.path, reason: $0.reason.rawValue) }
    }

    struct JSON: Encodable {
        let figure: String
        let path: String
        let reason: String
    }
}
