internal import PipelineEngine
internal import PipelineLanguage

/// What a person needs to act on a failed run: which stages failed, why, the ends of their logs,
/// what to do next, and what was not done.
struct FailureReport {
    /// Further failures are a line each: their logs would push the first ones off the screen.
    private static let shownInFull = 3

    private let record: RunRecord
    private let graph: StageGraph

    init(_ record: RunRecord, _ graph: StageGraph) {
        self.record = record
        self.graph = graph
    }

    /// Empty for a run without failures.
    func lines(usesColour: Bool) -> [String] {
        let failures = record.stages.compactMap(\.failure)
        guard !failures.isEmpty else { return [] }
        var lines = failures.prefix(Self.shownInFull).flatMap { failure in
            [heading(failure, usesColour)] + details(failure)
        }
        for failure in failures.dropFirst(Self.shownInFull) {
            lines.append(heading(failure, usesColour))
        }
        let stopped = skipped.subtracting(failures.flatMap { followers(of: $0.stage) })
        if !stopped.isEmpty {
            lines.append(
                "not started: \(names(stopped)); -k goes on with what no failure concerns")
        }
        return lines
    }

    private func heading(_ failure: StageFailure, _ usesColour: Bool) -> String {
        let attempts = failure.attempts > 1 ? " after \(failure.attempts) attempts" : ""
        return Style.red.apply(to: "error:", usesColour)
            + " stage '\(failure.stage)' failed\(attempts): \(PrintableText.firstLine(failure.cause))"
    }

    /// Whether a built-in stage has said why it failed: what else it has said is of no use then.
    private func isReported(_ failure: StageFailure) -> Bool {
        graph.stages.first { $0.name == failure.stage }?.runner == .worker
            && failure.logTail.contains { $0.hasPrefix(StageFailure.mark) }
    }

    private func details(_ failure: StageFailure) -> [String] {
        var lines = PrintableText.lines(failure.cause).dropFirst().map { "    \($0)" }
        if !isReported(failure) {
            lines += failure.logTail.map { "    | \(PrintableText.line($0))" }
        }
        if let path = failure.logPath { lines.append("  log:   \(path)") }
        if let path = failure.scratchPath { lines.append("  kept:  \(path), until the next run") }
        if let command = failure.logCommand { lines.append("  more:  \(command)") }
        lines.append("  rerun: \(failure.rerunCommand)")
        let followers = skipped.intersection(followers(of: failure.stage))
        if !followers.isEmpty { lines.append("  skipped because of it: \(names(followers))") }
        return lines
    }

    private var skipped: Set<String> {
        Set(record.stages.filter { $0.outcome == "skipped" }.map(\.stage))
    }

    /// In the order of the run.
    private func names(_ stages: Set<String>) -> String {
        StageNames.list(record.stages.map(\.stage).filter(stages.contains))
    }

    /// What needs the stage, directly or not.
    private func followers(of failed: String) -> Set<String> {
        var reached: Set<StageID> = []
        var names: Set<String> = []
        // Producers stand before their consumers.
        for stage in graph.stages {
            if stage.name == failed {
                reached.insert(stage.id)
            } else if stage.producers.contains(where: reached.contains) {
                reached.insert(stage.id)
                names.insert(stage.name)
            }
        }
        return names
    }
}
