internal import Claims
internal import PipelineLanguage

/// Claims with their verdicts, and what decided each.
struct VerificationReport: Report {
    private let verification: Verification
    /// From the reference; `nil` where there is none.
    private let differences: [ReferenceDifference]?

    init(_ verification: Verification, differences: [ReferenceDifference]?) {
        self.verification = verification
        self.differences = differences
    }

    /// What the command ends with.
    var status: ExitStatus {
        guard let differences else { return verification.status }
        if differences.isEmpty { return .success }
        return differences.allSatisfy(\.isUndetermined) ? .claimOpen : .claimFailed
    }

    // MARK: Text

    func text(usesColour: Bool) -> String {
        var lines = [
            "\(verification.pipeline.graph.pipelineName), "
                + "profile \(verification.pipeline.graph.resultsName)"
        ]
        var table = TextTable()
        table.append(["claim", "verdict", "seeds", "decided by", "median [range]", "band"])
        for finding in verification.findings { table.append(Self.row(finding)) }
        lines += Self.coloured(table.lines, verification.findings.map(\.verdict), usesColour)
        for finding in verification.findings where !finding.obstacles.isEmpty {
            lines += ["", "\(finding.claim) is undetermined:"]
            lines += finding.obstacles.map { "    \(PrintableText.line($0.description))" }
        }
        if !verification.staleDefinitions.isEmpty {
            let words = verification.staleDefinitions + verification.pipeline.arguments
            lines += [
                "", "to measure what is missing: nrc-pipe run \(words.joined(separator: " "))",
            ]
        }
        lines += dataLines
        lines += ["", summary]
        if let differences { lines += Self.differenceLines(differences) }
        return lines.joined(separator: "\n")
    }

    private static func row(_ finding: ClaimFinding) -> [String] {
        let part = finding.deciding.map { finding.parts[$0] }
        return [
            finding.claim, finding.verdict.rawValue, seeds(finding),
            part.map { PrintableText.line($0.metric) } ?? "–",
            part?.spread.map(spread) ?? "–", part.map { PrintableText.line($0.band) } ?? "–",
        ]
    }

    private static func seeds(_ finding: ClaimFinding) -> String {
        let excluded = finding.seedsExcluded > 0 ? ", \(finding.seedsExcluded) excluded" : ""
        guard !finding.isUnmeasured else { return "–" }
        return (finding.seedsPassed.map { "\($0) of " } ?? "") + "\(finding.seeds)" + excluded
    }

    private static func spread(_ spread: ClaimFinding.Spread) -> String {
        let median = NumberText.short(spread.median)
        let (low, high) = (NumberText.short(spread.low), NumberText.short(spread.high))
        return low == high ? median : "\(median) [\(low), \(high)]"
    }

    /// The whole line has the verdict's colour: a cell of its own would spoil the columns' widths.
    private static func coloured(
        _ lines: [String], _ verdicts: [Verdict], _ usesColour: Bool
    ) -> [String] {
        lines.prefix(1).map { Style.bold.apply(to: $0, usesColour) }
            + zip(lines.dropFirst(), verdicts).map { line, verdict in
                switch verdict {
                case .passed: Style.green.apply(to: line, usesColour)
                case .failed: Style.red.apply(to: line, usesColour)
                case .mixed, .undetermined: Style.yellow.apply(to: line, usesColour)
                }
            }
    }

    /// A claim that holds, holds of these data, which need not be the paper's.
    private var dataLines: [String] {
        let data = Set(verification.findings.flatMap(\.data)).sorted()
        return data.isEmpty ? [] : ["", "data:"] + data.map { "    \(PrintableText.line($0))" }
    }

    private var summary: String {
        let counts = Verdict.allCases.compactMap { verdict -> String? in
            let count = verification.findings.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        return "\(Quantities.count(verification.findings.count, "claim")): "
            + counts.joined(separator: ", ")
    }

    private static func differenceLines(_ differences: [ReferenceDifference]) -> [String] {
        guard !differences.isEmpty else { return ["as the reference has it"] }
        var table = TextTable()
        table.append(["claim", "what", "reference", "found"])
        for difference in differences {
            table.append(
                [
                    difference.claim, difference.metric ?? "verdict", difference.expected,
                    difference.found,
                ].map(PrintableText.line))
        }
        let count = Quantities.count(differences.count, "difference")
        return ["", "\(count) from the reference"] + table.lines
    }

    // MARK: Machines

    var json: JSON {
        JSON(
            pipeline: verification.pipeline.graph.pipelineName,
            profile: verification.pipeline.graph.resultsName, claims: verification.records,
            differences: differences)
    }

    struct JSON: Encodable {
        let pipeline: String
        let profile: String
        let claims: [ClaimRecord]
        let differences: [ReferenceDifference]?
    }

    var junit: JUnitReport {
        let graph = verification.pipeline.graph
        return JUnitReport(
            suite: "\(graph.pipelineName).\(graph.resultsName)",
            cases: differences.map(changedCases) ?? verification.findings.map(Self.judgedCase))
    }

    private static func judgedCase(_ finding: ClaimFinding) -> JUnitReport.Case {
        guard finding.verdict != .passed else { return JUnitReport.Case(name: finding.claim) }
        var details = finding.obstacles.map(\.description)
        if let part = finding.deciding.map({ finding.parts[$0] }) {
            let value = part.spread.map { " is \(spread($0))" } ?? " has no value"
            details.append("\(part.metric)\(value), expected \(part.band)")
        }
        return JUnitReport.Case(
            name: finding.claim, problem: finding.verdict == .failed ? .failure : .error,
            kind: finding.verdict.rawValue,
            details: ["\(finding.verdict.rawValue), seeds \(seeds(finding))"] + details)
    }

    /// Every claim that was looked at, and those that only the reference has.
    private func changedCases(_ differences: [ReferenceDifference]) -> [JUnitReport.Case] {
        var names = verification.findings.map(\.claim)
        for difference in differences where !names.contains(difference.claim) {
            names.append(difference.claim)
        }
        return names.map { name in
            let own = differences.filter { $0.claim == name }
            guard !own.isEmpty else { return JUnitReport.Case(name: name) }
            let isOpen = own.allSatisfy(\.isUndetermined)
            return JUnitReport.Case(
                name: name, problem: isOpen ? .error : .failure,
                kind: isOpen ? Verdict.undetermined.rawValue : "changed",
                details: own.map { difference in
                    "\(difference.metric ?? "verdict"): the reference has "
                        + "\(difference.expected), found \(difference.found)"
                })
        }
    }
}
