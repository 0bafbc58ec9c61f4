internal import Claims
internal import PipelineEngine
internal import PipelineLanguage

/// Claims with their verdicts, and what decided each.
struct VerificationReport: Report {
    /// The profile of the paper's own scale, where a pipeline has one.
    private static let statedScale = "paper"
    private static let shownParts = 5

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

    func text(on page: Page) -> String {
        var lines = [
            "\(verification.pipeline.graph.pipelineName), "
                + "profile \(verification.pipeline.graph.resultsName)"
        ]
        for finding in verification.findings { lines += Self.block(finding, on: page) }
        if !verification.staleDefinitions.isEmpty {
            let words = verification.staleDefinitions + verification.pipeline.arguments
            lines += ["", "to measure what is missing:"]
            lines.append("    \(ShellQuoting.join(["nrc-pipe", "run"] + words))")
        }
        lines += dataLines(on: page)
        lines += scaleLines(on: page)
        lines += ["", summary]
        if let differences { lines += Self.differenceLines(differences, on: page) }
        return lines.joined(separator: "\n")
    }

    /// A claim, its verdict, and what decided it.
    private static func block(_ finding: ClaimFinding, on page: Page) -> [String] {
        let noun = finding.seeds == 1 ? "seed" : "seeds"
        let seeds = finding.isUnmeasured ? "" : ", \(self.seeds(finding)) \(noun)"
        let heading = coloured(
            "\(finding.claim): \(finding.verdict.rawValue)\(seeds)", finding.verdict, page)
        var details = [PrintableText.line(finding.statement)]
        switch finding.verdict {
        case .undetermined:
            details += finding.obstacles.map { "because \(PrintableText.line($0.description))" }
        case .failed, .mixed: details += complaints(finding)
        case .passed:
            if let part = finding.deciding.map({ finding.parts[$0] }) {
                details.append("nearest to failing: \(told(part))")
            }
        }
        return ["", heading] + details.flatMap { page.wrapped($0, indent: 8, firstIndent: 4) }
    }

    /// What was asked, and what was found instead: of the part that decided, then of the others.
    private static func complaints(_ finding: ClaimFinding) -> [String] {
        let deciding = finding.deciding.map { finding.parts[$0] }
        let others = finding.parts.filter { $0.verdict == finding.verdict && $0 != deciding }
        let parts = (deciding.map { [$0] } ?? []) + others
        let rest = parts.count - shownParts
        return parts.prefix(shownParts).map(told) + (rest > 0 ? ["and \(rest) more parts"] : [])
    }

    /// `cka in the last layer: 0.91 [0.9, 0.95] found, > 0.95 asked; holds for 1 of 5 seeds`
    private static func told(_ part: ClaimFinding.Part) -> String {
        let found = part.spread.map { "\(spread($0)) found" } ?? "no value found"
        let seeds = part.seedsPassed.map { "; holds for \(Quantities.count($0, "seed"))" } ?? ""
        return PrintableText.line("\(part.metric): \(found), \(part.band) asked\(seeds)")
    }

    /// By custom the profile `paper` has the scale that the paper states.
    private func scaleLines(on page: Page) -> [String] {
        let pipeline = verification.pipeline
        guard pipeline.graph.profile != Self.statedScale,
            pipeline.compiled.profileNames.contains(Self.statedScale)
        else { return [] }
        return [""] + page.wrapped(Self.scaledDown(pipeline.graph.profile))
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

    private static func coloured(_ line: String, _ verdict: Verdict, _ page: Page) -> String {
        switch verdict {
        case .passed: Style.green.apply(to: line, page.usesColour)
        case .failed: Style.red.apply(to: line, page.usesColour)
        case .mixed, .undetermined: Style.yellow.apply(to: line, page.usesColour)
        }
    }

    /// A claim that holds, holds of these data, which need not be the paper's.
    private func dataLines(on page: Page) -> [String] {
        let data = Set(verification.findings.flatMap(\.data)).sorted()
        guard !data.isEmpty else { return [] }
        return ["", "data:"]
            + data.flatMap { page.wrapped(PrintableText.line($0), indent: 8, firstIndent: 4) }
    }

    private var summary: String {
        let counts = Verdict.allCases.compactMap { verdict -> String? in
            let count = verification.findings.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        return "\(Quantities.count(verification.findings.count, "claim")): "
            + counts.joined(separator: ", ")
    }

    private static func differenceLines(
        _ differences: [ReferenceDifference], on page: Page
    ) -> [String] {
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
        return ["", "\(count) from the reference"] + table.lines(on: page)
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

extension VerificationReport {
    fileprivate static func scaledDown(_ profile: String) -> String {
        """
        These verdicts are about profile \(profile), not about the scale of the paper: \
        nrc-pipe verify --profile \(statedScale)
        """
    }
}
