internal import PipelineEngine
internal import PipelineLanguage

/// The state of the whole pipeline: counts per definition, figures, runs.
struct StatusReport: Report {
    private let status: PipelineStatus
    private let graph: StageGraph

    /// What names this pipeline, profile and overrides again.
    private let arguments: [String]

    init(_ status: PipelineStatus, _ pipeline: OpenedPipeline) {
        self.status = status
        graph = pipeline.graph
        arguments = pipeline.arguments
    }

    func text(on page: Page) -> String {
        let words = PlannedStageText(graph: graph, arguments: arguments)
        let running = Set(status.running.map(\.stage))
        let unfinished = status.plan.stages.filter {
            ($0.lastAttempt != nil || $0.state.isBlocked) && !running.contains(graph[$0.id].name)
        }
        return StatusText(
            pipeline: graph.pipelineName, profile: graph.profile,
            definitions: definitions.map { ($0.name, $0.total, Self.counts($0)) },
            unfinished: unfinished.map { (graph[$0.id].name, Self.told($0, words)) },
            figures: figures.map { ($0.name, described($0)) }, lastRun: status.lastRun,
            lostRun: status.lostRun, runningHolder: status.runningHolder, running: status.running
        ).text(on: page)
    }

    private static func told(_ planned: PlannedStage, _ words: PlannedStageText) -> String {
        if case .blocked(let obstacle) = planned.state {
            return "cannot run: " + obstacle.lines.map(PrintableText.line).joined(separator: "; ")
        }
        return words.attempt(planned) ?? ""
    }

    private typealias FigureState = (name: String, isFresh: Bool, isBlocked: Bool)

    private func described(_ figure: FigureState) -> String {
        let command = ShellQuoting.join(["nrc-pipe", "run", figure.name] + arguments)
        if let conflict = status.conflicts[figure.name] {
            return "cannot be published: \(PrintableText.line(conflict))"
        }
        if figure.isBlocked {
            return "cannot be made before what is told above"
        }
        guard figure.isFresh else { return "stale: \(command)" }
        let pending = status.plan.pendingPublications.filter { $0.figure == figure.name }
        guard let first = pending.first else { return StatusText.fresh }
        let which = pending.count == 1 ? first.path : "\(first.path) and \(pending.count - 1) more"
        let how =
            switch pending.count(where: { $0.reason == .withdrawn }) {
            case 0: "missing or changed"
            case pending.count: "out of use"
            default: "missing, changed or out of use"
            }
        return "fresh, but \(which) \(how): \(command)"
    }

    /// Nothing would run, and what was published is as it was.
    var isFresh: Bool {
        status.plan.isFresh && status.plan.pendingPublications.isEmpty && status.conflicts.isEmpty
    }

    private struct DefinitionCounts {
        let name: String
        var total = 0
        var fresh = 0
        var stale = 0
        var undecided = 0
        var blocked = 0
    }

    /// In the order in which the graph has them.
    private var definitions: [DefinitionCounts] {
        var order: [String: Int] = [:]
        var result: [DefinitionCounts] = []
        for planned in status.plan.stages {
            let name = graph[planned.id].definitionName
            let index = order[name] ?? result.count
            if index == result.count {
                order[name] = index
                result.append(DefinitionCounts(name: name))
            }
            result[index].total += 1
            switch planned.state {
            case .fresh: result[index].fresh += 1
            case .stale: result[index].stale += 1
            case .blocked: result[index].blocked += 1
            case .undecided where !planned.wasFinished: result[index].stale += 1
            case .undecided, .shared: result[index].undecided += 1
            }
        }
        return result
    }

    private static func counts(_ line: DefinitionCounts) -> String {
        if line.fresh == line.total { return StatusText.fresh }
        var parts: [String] = []
        if line.stale > 0 { parts.append("\(line.stale) stale") }
        if line.undecided > 0 { parts.append("\(line.undecided) undecided") }
        if line.blocked > 0 { parts.append("\(line.blocked) that cannot run") }
        if line.fresh > 0 { parts.append("\(line.fresh) fresh") }
        return parts.joined(separator: ", ")
    }

    /// A figure is fresh when every stage that it publishes is; those need all before them.
    private var figures: [FigureState] {
        let stages = status.plan.stages
        let fresh = Set(stages.filter { $0.state.isFresh }.map(\.id))
        let blocked = Set(stages.filter { $0.state.isBlocked }.map(\.id))
        return status.plan.selection.figures.map { index in
            let figure = graph.figures[index]
            return (
                figure.name, figure.publications.allSatisfy { fresh.contains($0.stage) },
                figure.publications.contains { blocked.contains($0.stage) }
            )
        }
    }

    var json: JSON {
        JSON(
            pipeline: graph.pipelineName, profile: graph.profile, fresh: isFresh,
            pendingPublications: PublicationLines(status.plan.pendingPublications).json,
            figures: figures.map { JSON.Figure(figure: $0.name, fresh: $0.isFresh) },
            stages: status.plan.stages.map { PlannedStageRow($0, in: graph) },
            lastRun: status.lastRun?.run, lastOutcome: status.lastRun?.outcome,
            lostRun: status.lostRun, runningProcess: status.runningHolder?.pid,
            running: status.running.map {
                JSON.Running(
                    stage: $0.stage, run: $0.run, attempt: $0.attempt, fraction: $0.fraction,
                    message: $0.message)
            })
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        let fresh: Bool
        let pendingPublications: [PublicationLines.JSON]
        let figures: [Figure]
        let stages: [PlannedStageRow]
        let lastRun: String?
        /// `succeeded`, `failed` or `interrupted`.
        let lastOutcome: String?
        /// A later run that was killed.
        let lostRun: String?
        let runningProcess: Int32?
        let running: [Running]

        struct Running: Encodable {
            let stage: String
            let run: String
            let attempt: Int
            let fraction: Double?
            let message: String?
        }

        struct Figure: Encodable {
            let figure: String
            let fresh: Bool
        }
    }
}
