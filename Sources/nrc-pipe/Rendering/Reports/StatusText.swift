internal import PipelineEngine

/// A status as people read it.
struct StatusText {
    let pipeline: String
    let profile: String
    let definitions: [(name: String, stageCount: Int, state: String)]
    let figures: [(name: String, state: String)]
    let lastRun: RunHead?
    let runningHolder: LockHolder?

    var text: String {
        var lines = ["\(pipeline), profile \(profile)"]
        var table = TextTable()
        for line in definitions {
            table.append(["  \(line.name)", Quantities.count(line.stageCount, "stage"), line.state])
        }
        lines += table.lines
        if !figures.isEmpty {
            var table = TextTable()
            for figure in figures { table.append(["  \(figure.name)", figure.state]) }
            lines += ["figures"] + table.lines
        }
        if let lastRun { lines.append("last run: \(lastRun.run), \(lastRun.outcome)") }
        if let holder = runningHolder {
            lines.append(
                "running now: process \(holder.pid) of \(holder.user) on \(holder.host), "
                    + "since \(holder.since)")
        }
        return lines.joined(separator: "\n")
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
