internal import PipelineEngine

/// One line for an event that a log should keep; the same in a terminal and in a pipe.
enum ProgressLine {
    static func text(for change: ExecutionEvent.Change, usesColour: Bool) -> String? {
        switch change {
        case .stageFinished(let stage, let outcome, let seconds):
            finished(stage, outcome, seconds, usesColour)
        case .stageRetrying(let stage, let attempt, let pause, let cause):
            Style.yellow.apply(to: "retry", usesColour)
                + "  \(stage): \(PrintableText.firstLine(cause)); attempt \(attempt) in \(Quantities.duration(pause))"
        case .stageFailed(let failure):
            Style.red.apply(to: "failed", usesColour)
                + " \(failure.stage): \(PrintableText.firstLine(failure.cause))"
        case .stageInterrupted(let stage):
            Style.yellow.apply(to: "stop", usesColour) + "   \(stage): the run was interrupted"
        case .note(let message):
            Style.yellow.apply(to: "note", usesColour) + "   \(PrintableText.line(message))"
        case .runStarted, .stagePlanned, .stageQueued, .stageStarted, .stageProgress,
            .stageCheckpoint, .stageSkipped, .runFinished:
            nil
        }
    }

    /// Of stages that are skipped for one reason: a sweep would fill the screen with them.
    ///
    /// - Parameter names: of one stage, or how many there are.
    static func skipped(_ names: String, _ reason: String, usesColour: Bool) -> String {
        Style.yellow.apply(to: "skip", usesColour)
            + "   \(names): \(PrintableText.line(reason))"
    }

    /// Stages that were fresh are not mentioned: a long pipeline would bury what happened.
    private static func finished(
        _ stage: String, _ outcome: ExecutionEvent.FinishedAs, _ seconds: Double?,
        _ usesColour: Bool
    ) -> String? {
        let time = seconds.map { "  \(Quantities.duration($0))" } ?? ""
        switch outcome {
        case .reused: return nil
        case .built: return Style.green.apply(to: "built", usesColour) + "  \(stage)\(time)"
        case .sameBytes:
            return Style.green.apply(to: "same", usesColour)
                + "   \(stage)\(time), the same bytes as before"
        }
    }
}
