internal import PipelineEngine

/// How a run ended, for the line that sums it up.
struct FinishedRun {
    let report: RunReport
    /// What came to light about the state while it went on.
    let notices: [String]
    /// Why the file of events is not whole.
    let eventFailure: CommandFailure?

    /// - Throws: what ends the command when the run, or the telling of it, did not succeed.
    func requireSuccess() throws {
        try report.outcome.requireSuccess()
        if let eventFailure { throw eventFailure }
    }

    static func nothingToDo(_ name: String, stageCount: Int) -> String {
        "\(name): nothing to do, \(Quantities.count(stageCount, "stage")) fresh"
    }

    func summary(of targets: [String]) -> String {
        let name = targets.joined(separator: " ")
        let (outcome, counts) = (report.outcome, report.record.counts)
        if outcome == .succeeded, counts.built == 0 {
            let fresh = Self.nothingToDo(name, stageCount: counts.reused)
            guard !report.published.isEmpty else { return fresh }
            return fresh + ", \(Quantities.count(report.published.count, "file")) published again"
        }
        let parts = counts.built > 0 ? counts.described : ["0 built"] + counts.described
        let ending =
            switch outcome {
            case .succeeded: ""
            case .failed: " — failed"
            case .interrupted: " — interrupted; run it again to go on"
            }
        return
            "\(name): \(parts.joined(separator: ", ")) in \(Quantities.duration(report.record.wallSeconds))\(ending)"
    }
}
