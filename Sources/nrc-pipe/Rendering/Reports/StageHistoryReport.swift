internal import PipelineEngine

/// Every attempt at a stage that is known of, the newest first.
struct StageHistoryReport: Report {
    private let stage: String
    private let entries: [StageHistoryEntry]
    private let maker: Maker?

    /// - Parameter record: of what a stage has without an attempt of its own.
    init(stage: String, _ entries: [StageHistoryEntry], record: StageRecord?) {
        self.stage = stage
        self.entries = entries
        maker = record.map { Maker(stage: $0.stage, run: $0.run) }
    }

    func text(on page: Page) -> String {
        guard !entries.isEmpty else {
            let source = maker.map { "; what it has, \($0.stage) made in run \($0.run)" } ?? ""
            return "\(stage) never ran under this profile\(source)."
        }
        return entries.map { entry in
            ([Self.heading(entry, page.usesColour)]
                + Self.details(entry).flatMap { page.wrapped($0, indent: 8, firstIndent: 4) })
                .joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func heading(_ entry: StageHistoryEntry, _ usesColour: Bool) -> String {
        var parts = [Timestamps.minute(entry.time ?? ""), coloured(entry.result, usesColour)]
        if let usage = entry.usage {
            parts.append(Quantities.duration(usage.wallSeconds))
            parts.append(Quantities.bytes(Int(usage.peakBytes)))
        }
        return (parts + ["run \(entry.run)"]).filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static func coloured(_ result: StageHistoryEntry.Result, _ usesColour: Bool) -> String {
        switch result {
        case .built, .sameBytes: Style.green.apply(to: result.text, usesColour)
        case .failed, .lost: Style.red.apply(to: result.text, usesColour)
        case .interrupted, .running: Style.yellow.apply(to: result.text, usesColour)
        }
    }

    private static func details(_ entry: StageHistoryEntry) -> [String] {
        var lines = entry.reasons
        for (index, cause) in entry.failures.enumerated() {
            lines.append(entry.attempts > 1 ? "attempt \(index + 1) failed: \(cause)" : cause)
        }
        if entry.failures.count < entry.attempts, entry.attempts > 1 {
            lines.append("attempt \(entry.attempts): \(entry.result.text)")
        }
        if let fraction = entry.fraction {
            lines.append("it was at \(Quantities.percent(fraction))")
        }
        if let results = entry.results, results.contains("+") { lines.append("a trial: --set") }
        return lines.map(PrintableText.line)
    }

    var json: JSON {
        JSON(
            stage: stage,
            attempts: entries.map { entry in
                JSON.Attempt(
                    run: entry.run, time: entry.time, results: entry.results,
                    result: entry.result.rawValue, reasons: entry.reasons, usage: entry.usage,
                    fingerprint: entry.fingerprint?.description, attempts: entry.attempts,
                    failures: entry.failures, fraction: entry.fraction, log: entry.logPath)
            }, madeBy: maker)
    }

    /// Where what the stage has comes from: another one that is the same, here or under another profile.
    struct Maker: Encodable {
        let stage: String
        let run: String
    }

    struct JSON: Encodable {
        let stage: String
        let attempts: [Attempt]
        let madeBy: Maker?

        struct Attempt: Encodable {
            let run: String
            let time: String?
            let results: String?
            let result: String
            let reasons: [String]
            let usage: ResourceUsage?
            let fingerprint: String?
            let attempts: Int
            let failures: [String]
            let fraction: Double?
            let log: String?
        }
    }
}

extension StageHistoryEntry.Result {
    fileprivate var text: String {
        switch self {
        case .built: "built"
        case .sameBytes: "built, the same bytes"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case .running: "running"
        case .lost: "lost: the runner was killed"
        }
    }
}
