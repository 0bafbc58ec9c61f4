internal import PipelineEngine
internal import PipelineLanguage

/// The state of the whole pipeline: counts per definition, figures, runs.
struct StatusReport: Report {
    private let status: PipelineStatus
    private let graph: StageGraph

    /// How many stages that failed or run are told one by one.
    private static let shown = 8

    /// What names this pipeline, profile and overrides again.
    private let arguments: [String]

    init(_ status: PipelineStatus, _ pipeline: OpenedPipeline) {
        self.status = status
        graph = pipeline.graph
        arguments = pipeline.arguments
    }

    func text(on page: Page) -> String {
        var lines = ["\(graph.pipelineName), profile \(graph.profile)"]
        var table = TextTable(indent: 2)
        for line in definitions {
            table.append([
                line.name, Quantities.count(line.total, "stage"),
                Self.counts(line),
            ])
        }
        lines += table.lines(on: page)
        lines += unfinishedLines(on: page)
        if !figures.isEmpty { lines += figureLines(on: page) }
        if let run = status.lastRun {
            let ended = "\(run.outcome) \(Timestamps.minute(run.finishedAt))"
            lines += page.wrapped(
                "last run: \(run.targets.joined(separator: " ")), \(ended), run \(run.run)", indent: 4,
                firstIndent: 0)
        }
        if let run = status.lostRun {
            lines += page.wrapped(
                "a later run was killed: run \(run); `nrc-pipe run` goes on from what is whole",
                indent: 4, firstIndent: 0)
        }
        if let holder = status.runningHolder { lines += runningLines(holder, on: page) }
        return lines.joined(separator: "\n")
    }

    /// Stages that failed or were interrupted when they were last tried.
    private func unfinishedLines(on page: Page) -> [String] {
        let words = PlannedStageText(graph: graph, arguments: arguments)
        let running = Set(status.running.map(\.stage))
        let stages = status.plan.stages.filter {
            ($0.lastAttempt != nil || $0.state.isBlocked) && !running.contains(graph[$0.id].name)
        }
        guard !stages.isEmpty else { return [] }
        var table = TextTable(indent: 2)
        for planned in stages.prefix(Self.shown) {
            table.append([graph[planned.id].name, Self.told(planned, words)])
        }
        let rest = stages.count - Self.shown
        return ["not finished"] + table.lines(on: page) + (rest > 0 ? ["  and \(rest) more"] : [])
    }

    private static func told(_ planned: PlannedStage, _ words: PlannedStageText) -> String {
        if case .blocked(let obstacle) = planned.state {
            return "cannot run: " + obstacle.lines.map(PrintableText.line).joined(separator: "; ")
        }
        return words.attempt(planned) ?? ""
    }

    private func runningLines(_ holder: LockHolder, on page: Page) -> [String] {
        var table = TextTable(indent: 2)
        for stage in status.running.prefix(Self.shown) {
            table.append([
                stage.stage, stage.fraction.map(Quantities.percent) ?? "",
                PrintableText.line(stage.message ?? ""),
            ])
        }
        let rest = status.running.count - Self.shown
        let heading =
            "running now: process \(holder.pid) of \(holder.user) on \(holder.host), since "
            + Timestamps.minute(holder.since)
        return page.wrapped(heading, indent: 4, firstIndent: 0) + table.lines(on: page)
            + (rest > 0 ? ["  and \(rest) more"] : [])
    }

    private func figureLines(on page: Page) -> [String] {
        var table = TextTable(indent: 2)
        for figure in figures {
            table.append([figure.name, described(figure)])
        }
        return ["figures"] + table.lines(on: page)
    }

    private func described(_ figure: (name: String, isFresh: Bool)) -> String {
        let command = ShellQuoting.join(["nrc-pipe", "run", figure.name] + arguments)
        guard figure.isFresh else { return "stale: \(command)" }
        let pending = status.plan.pendingPublications.filter { $0.figure == figure.name }
        guard let first = pending.first else { return "fresh" }
        let which = pending.count == 1 ? first.path : "\(first.path) and \(pending.count - 1) more"
        return "fresh, but \(which) missing or changed: \(command)"
    }

    /// Nothing would run, and what was published is as it was.
    var isFresh: Bool { status.plan.isFresh && status.plan.pendingPublications.isEmpty }

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
        if line.fresh == line.total { return "fresh" }
        var parts: [String] = []
        if line.stale > 0 { parts.append("\(line.stale) stale") }
        if line.undecided > 0 { parts.append("\(line.undecided) undecided") }
        if line.blocked > 0 { parts.append("\(line.blocked) that cannot run") }
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
