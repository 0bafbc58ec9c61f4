internal import PipelineEngine

/// How a run ended, for the line that sums it up.
struct FinishedRun {
    let outcome: RunOutcome
    let counts: StageCounts
    let seconds: Double
    let failures: [StageFailure]
    /// What else went wrong or was noticed, as it is printed.
    let remarks: [String]

    func summary(of targets: [String]) -> String {
        let name = targets.joined(separator: " ")
        if outcome == .succeeded, counts.built == 0 {
            return "\(name): nothing to do, \(Quantities.count(counts.reused, "stage")) fresh"
        }
        var parts = ["\(counts.built) built"]
        if counts.reused > 0 { parts.append("\(counts.reused) fresh") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.skipped > 0 { parts.append("\(counts.skipped) skipped") }
        let ending =
            switch outcome {
            case .succeeded: ""
            case .failed: " — failed"
            case .interrupted: " — interrupted; run it again to go on"
            }
        return
            "\(name): \(parts.joined(separator: ", ")) in \(Quantities.duration(seconds))\(ending)"
    }
}
