internal import PipelineEngine

/// The recorded runs of a pipeline under one profile, the newest first.
struct RunListReport: Report {
    private let runs: [RunRecord]

    init(_ runs: [RunRecord]) { self.runs = runs }

    func text(on page: Page) -> String {
        guard !runs.isEmpty else { return "Nothing was run under this profile." }
        return runs.map { run in
            let outcome =
                run.outcome == "succeeded"
                ? Style.green.apply(to: run.outcome, page.usesColour)
                : Style.red.apply(to: run.outcome, page.usesColour)
            let trial = run.results == run.profile ? "" : ", a trial: --set"
            return """
                \(Timestamps.minute(run.startedAt))  \(outcome)  \
                \(Quantities.duration(run.wallSeconds))  run \(run.run)
                    \(run.targets.joined(separator: " ")): \
                \(run.counts.described.joined(separator: ", "))\(trial)
                """
        }.joined(separator: "\n")
    }

    var json: JSON {
        JSON(
            runs: runs.map {
                JSON.Run(
                    run: $0.run, results: $0.results, targets: $0.targets,
                    startedAt: $0.startedAt, wallSeconds: $0.wallSeconds, outcome: $0.outcome,
                    counts: $0.counts)
            })
    }

    struct JSON: Encodable {
        let runs: [Run]

        struct Run: Encodable {
            let run: String
            let results: String
            let targets: [String]
            let startedAt: String
            let wallSeconds: Double
            let outcome: String
            let counts: StageCounts
        }
    }
}

extension StageCounts {
    /// `3 built`, `1 fresh`; what there is none of is left out.
    var described: [String] {
        let parts = [
            (built, "built"), (reused, "fresh"), (failed, "failed"), (interrupted, "interrupted"),
            (skipped, "skipped"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    }
}
