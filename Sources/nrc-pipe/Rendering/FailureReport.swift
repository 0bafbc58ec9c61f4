internal import PipelineEngine

/// What a person needs to act on a failed stage: name, cause, the end of its log, what to do.
enum FailureReport {
    static func text(_ failure: StageFailure, usesColour: Bool) -> String {
        let attempts = failure.attempts > 1 ? " after \(failure.attempts) attempts" : ""
        var lines = [
            Style.red.apply(to: "error:", usesColour)
                + " stage '\(failure.stage)' failed\(attempts): \(failure.cause)"
        ]
        lines += failure.logTail.map { "    | \(PrintableText.line($0))" }
        lines.append("  log:   \(failure.logPath)")
        lines.append("  rerun: \(failure.rerunCommand)")
        return lines.joined(separator: "\n")
    }
}
