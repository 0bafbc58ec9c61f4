internal import PipelineEngine
internal import PipelineLanguage

/// The state of the whole pipeline: counts per definition, figures, runs.
struct StatusReport: Report {
    private let status: PipelineStatus
    private let graph: StageGraph

    /// What names this pipeline, profile and overrides again, with a space before it.
    private let arguments: String

    init(_ status: PipelineStatus, _ pipeline: OpenedPipeline) {
        self.status = status
        graph = pipeline.graph
        arguments = pipeline.arguments.map { " \($0)" }.joined()
    }

    func text(usesColour: Bool) -> String {
        StatusText(
            pipeline: graph.pipelineName, profile: graph.profile,
            definitions: definitions.map { ($0.name, $0.total, Self.counts($0)) },
            figures: figures.map { ($0.name, described($0)) }, lastRun: status.lastRun,
            runningHolder: status.runningHolder
        ).text
    }

    private func described(_ figure: (name: String, isFresh: Bool)) -> String {
        guard figure.isFresh else { return "stale: nrc-pipe run \(figure.name)\(arguments)" }
        let pending = status.pendingPublications.filter { $0.figure == figure.name }
        guard let first = pending.first else { return StatusText.fresh }
        let which = pending.count == 1 ? first.path : "\(first.path) and \(pending.count - 1) more"
        return "fresh, but \(which) missing or changed: nrc-pipe run \(figure.name)\(arguments)"
    }

    /// Nothing would run, and what was published is as it was.
    var isFresh: Bool { status.plan.isFresh && status.pendingPublications.isEmpty }

    private struct DefinitionCounts {
        let name: String
        var total = 0
        var fresh = 0
        var stale = 0
        var undecided = 0
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
        if line.fresh > 0 { parts.append("\(line.fresh) fresh") }
        return parts.joined(separator: ", ")
    }

    /// A figure is fresh when every stage that it publishes is; those need all before them.
    private var figures: [(name: String, isFresh: Bool)] {
        let fresh = Set(status.plan.stages.filter { $0.state.isFresh }.map(\.id))
        return status.plan.selection.figures.map { index in
            let figure = graph.figures[index]
            return (figure.name, figure.publications.allSatisfy { fresh.contains($0.stage) })
        }
    }

    var json: JSON {
        JSON(
            pipeline: graph.pipelineName, profile: graph.profile, fresh: isFresh,
            pendingPublications: status.pendingPublications.map {
                JSON.Publication(figure: $0.figure, path: $0.path, reason: $0.reason.rawValue)
            },
            figures: figures.map { JSON.Figure(figure: $0.name, fresh: $0.isFresh) },
            stages: status.plan.stages.map { PlannedStageRow($0, in: graph) },
            lastRun: status.lastRun?.run, runningProcess: status.runningHolder?.pid)
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        let fresh: Bool
        let pendingPublications: [Publication]
        let figures: [Figure]
        let stages: [PlannedStageRow]
        let lastRun: String?
        let runningProcess: Int32?

        struct Publication: Encodable {
            let figure: String
            let path: String
            let reason: String
        }

        struct Figure: Encodable {
            let figure: String
            let fresh: Bool
        }
    }
}
