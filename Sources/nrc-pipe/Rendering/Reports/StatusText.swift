internal import PipelineEngine

/// A status as people read it.
struct StatusText {
    let pipeline: String
    let profile: String
    let definitions: [(name: String, stageCount: Int, state: String)]
    /// Stages that failed or were interrupted when they were last tried, or cannot be started.
    var unfinished: [(name: String, words: String)] = []
    let figures: [(name: String, state: String)]
    let lastRun: RunHead?
    /// A later run that was killed.
    var lostRun: String?
    let runningHolder: LockHolder?
    var running: [RunningStageState] = []

    /// How many stages of a kind are told one by one.
    private static let shown = 8

    func text(on page: Page) -> String {
        var lines = ["\(pipeline), profile \(profile)"]
        lines += table(
            definitions.map { [$0.name, Quantities.count($0.stageCount, "stage"), $0.state] }, page)
        if !unfinished.isEmpty {
            lines += ["not finished"] + shortened(unfinished.map { [$0.name, $0.words] }, page)
        }
        if !figures.isEmpty {
            lines += ["figures"] + table(figures.map { [$0.name, $0.state] }, page)
        }
        lines += runLines.flatMap { page.wrapped($0, indent: 4, firstIndent: 0) }
        let rows = running.map { stage in
            [
                stage.stage, stage.fraction.map(Quantities.percent) ?? "",
                PrintableText.line(stage.message ?? ""),
            ]
        }
        return (lines + shortened(rows, page)).joined(separator: "\n")
    }

    private var runLines: [String] {
        var lines: [String] = []
        if let lastRun {
            lines.append(
                "last run: \(lastRun.targets.joined(separator: " ")), \(lastRun.outcome) "
                    + "\(Timestamps.minute(lastRun.finishedAt)), run \(lastRun.run)")
        }
        if let lostRun {
            lines.append(
                "a later run was killed, or could leave no record: run \(lostRun); the next one "
                    + "goes on from it")
        }
        if let holder = runningHolder {
            lines.append(
                "running now: process \(holder.pid) of \(holder.user) on \(holder.host), "
                    + "since \(Timestamps.minute(holder.since))")
        }
        return lines
    }

    private func shortened(_ rows: [[String]], _ page: Page) -> [String] {
        let rest = rows.count - Self.shown
        return table(Array(rows.prefix(Self.shown)), page)
            + (rest > 0 ? ["  and \(rest) more"] : [])
    }

    private func table(_ rows: [[String]], _ page: Page) -> [String] {
        var table = TextTable(indent: 2)
        for row in rows { table.append(row) }
        return table.lines(on: page)
    }
}

extension StatusText {
    /// Of a pipeline of which all is fresh.
    init(_ status: FreshStatus) {
        let summary = status.summary
        self.init(
            pipeline: summary.pipeline, profile: summary.profile,
            definitions: summary.definitions.map { ($0.name, $0.stageCount, Self.fresh) },
            figures: summary.figures.map { ($0, Self.fresh) }, lastRun: status.lastRun,
            runningHolder: status.runningHolder)
    }

    static let fresh = "fresh"
}
