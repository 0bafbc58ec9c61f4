internal import PipelineEngine

/// What differs between two runs, stage by stage.
struct ComparisonReport: Report {
    /// How many metrics of one output are shown, unless all are asked for.
    private static let shownMetrics = 8
    private static let fewestFolded = 4
    private static let readFormats = ["measurement", "json", "trajectory"]

    private let comparison: RunComparison
    private let stages: [Stage]
    private let showsAll: Bool

    private struct Stage {
        let stage: RunComparison.Stage
        let outputs: [(output: RunComparison.Output, metrics: [MetricDifference])]
    }

    /// - Parameter content: what the store holds of an output.
    init(
        _ comparison: RunComparison, showsAll: Bool,
        content: (RunRecord.Output) -> OutputContent
    ) {
        self.comparison = comparison
        self.showsAll = showsAll
        stages = comparison.stages.map { stage in
            Stage(
                stage: stage,
                outputs: stage.outputs.map { ($0, Self.metrics($0, content)) })
        }
    }

    private static func metrics(
        _ output: RunComparison.Output, _ content: (RunRecord.Output) -> OutputContent
    ) -> [MetricDifference] {
        guard let format = output.format, readFormats.contains(format),
            let from = output.from, let to = output.to,
            case .bytes(let before, _) = content(from), case .bytes(let after, _) = content(to)
        else { return [] }
        return MetricDifference.between(before, after)
    }

    // MARK: Text

    func text(on page: Page) -> String {
        let runs = [comparison.first, comparison.second]
        var lines = zip(["from", "to  "], runs).map { word, run in
            "\(word) \(run.run)  \(run.targets.joined(separator: " ")), \(run.results), "
                + Timestamps.minute(run.startedAt)
        }
        for group in groups {
            let block = group.count > 1 ? sweep(group, page) : group.flatMap { single($0, page) }
            lines += block.flatMap { line in
                let indent = line.prefix { $0 == " " }.count
                return page.wrapped(
                    String(line.dropFirst(indent)), indent: indent + 4, firstIndent: indent)
            }
        }
        let equal = Quantities.count(comparison.equalCount, "stage")
        lines.append(stages.isEmpty ? "No difference: \(equal)." : "\(equal) without difference.")
        return lines.joined(separator: "\n")
    }

    /// Sweeps of more than a few instances are told together, unless all is asked for.
    private var groups: [[Stage]] {
        var order: [Substring] = []
        var members: [Substring: [Stage]] = [:]
        for stage in stages {
            let name = stage.stage.name.prefix { $0 != "@" }
            if members[name] == nil { order.append(name) }
            members[name, default: []].append(stage)
        }
        return order.flatMap { name -> [[Stage]] in
            let own = members[name] ?? []
            return showsAll || own.count < Self.fewestFolded ? own.map { [$0] } : [own]
        }
    }

    private func single(_ stage: Stage, _ page: Page) -> [String] {
        var lines = [
            Style.bold.apply(to: stage.stage.name, page.usesColour) + outcome(stage.stage)
        ]
        lines += Self.changes(stage.stage)
        for (output, metrics) in stage.outputs {
            lines.append("    output \(output.name): \(Self.sizes(output))")
            lines += shown(metrics)
        }
        return lines
    }

    private func sweep(_ group: [Stage], _ page: Page) -> [String] {
        let name = group[0].stage.name.prefix { $0 != "@" }
        let heading = "\(name) (\(group.count) instances)"
        let outcomes = Set(group.map { outcome($0.stage) })
        let told = outcomes.count == 1 ? outcomes.first ?? "" : "  with various outcomes; --all"
        var lines = [Style.bold.apply(to: heading, page.usesColour) + told]
        let changes = group.map { Self.changes($0.stage) }
        lines +=
            changes.allSatisfy { $0 == changes[0] }
            ? changes[0] : ["    for various reasons; --all"]
        for output in group[0].outputs.map(\.output.name) {
            let metrics = group.compactMap { stage in
                stage.outputs.first { $0.output.name == output }?.metrics
            }
            lines.append("    output \(output) of \(metrics.count) instances, medians")
            lines += shown(MetricDifference.medians(metrics))
        }
        return lines
    }

    private static func changes(_ stage: RunComparison.Stage) -> [String] {
        if stage.recordIsGone { return ["    \(recordIsGone)"] }
        return descriptions(stage).map { "    \(PrintableText.line($0))" }
    }

    /// What the fingerprint depends on, and the program of a command, which is beside it.
    private static func descriptions(_ stage: RunComparison.Stage) -> [String] {
        let program = stage.programs.map { former, present in
            "program: \(former ?? "(none)") → \(present ?? "(none)")"
        }
        return stage.changes.map(\.description) + (program.map { [$0] } ?? [])
    }

    private func shown(_ metrics: [MetricDifference]) -> [String] {
        let shown = showsAll ? metrics[...] : metrics.prefix(Self.shownMetrics)
        let rest = metrics.count - shown.count
        return shown.map { "        \($0.text)" }
            + (rest > 0 ? ["        and \(rest) more: --all"] : [])
    }

    /// Nothing where both made outputs: those tell.
    private func outcome(_ stage: RunComparison.Stage) -> String {
        let made = ["built", "same-bytes", "reused"]
        let (first, second) = stage.outcomes
        if let first, let second, made.contains(first), made.contains(second) { return "" }
        return "  \(first ?? "absent") → \(second ?? "absent")"
    }

    private static func sizes(_ output: RunComparison.Output) -> String {
        func text(_ side: RunRecord.Output?) -> String {
            side.map { "\($0.digest.short), \(Quantities.bytes(Int($0.bytes)))" } ?? "(absent)"
        }
        return "\(text(output.from)) → \(text(output.to))"
    }

    // MARK: JSON

    var json: JSON {
        JSON(
            from: comparison.first.run, to: comparison.second.run, equal: comparison.equalCount,
            stages: stages.map { stage in
                JSON.Stage(
                    stage: stage.stage.name, fromOutcome: stage.stage.outcomes.first,
                    toOutcome: stage.stage.outcomes.second,
                    changes: Self.descriptions(stage.stage),
                    outputs: stage.outputs.map { output, metrics in
                        JSON.Output(
                            output: output.name, from: output.from?.digest.hex,
                            to: output.to?.digest.hex, metrics: metrics)
                    })
            })
    }

    struct JSON: Encodable {
        let from: String
        let to: String
        /// Stages without a difference.
        let equal: Int
        let stages: [Stage]

        struct Stage: Encodable {
            let stage: String
            let fromOutcome: String?
            let toOutcome: String?
            let changes: [String]
            let outputs: [Output]
        }

        struct Output: Encodable {
            let output: String
            let from: String?
            let to: String?
            let metrics: [MetricDifference]
        }
    }
}

extension ComparisonReport {
    fileprivate static let recordIsGone = """
        what differs in how it was made is not known: a record of it is gone, which gc removes with \
        what it made
        """
}
