/// Something that is not as a reference has it.
package struct ReferenceDifference: Codable, Sendable, Hashable {
    package var claim: String
    /// `nil` where it is the verdict.
    package var metric: String?
    package var expected: String
    package var found: String
    /// It can't be told whether it is as the reference has it.
    package var isUndetermined: Bool
}

extension ClaimReference {
    /// What differs of the claims that were looked at, in their order.
    ///
    /// - Parameter isWhole: all of the pipeline's claims were looked at, so that what the reference
    ///   has besides is gone.
    package func differences(
        from findings: [ClaimFinding], isWhole: Bool
    ) -> [ReferenceDifference] {
        let entries = Dictionary(
            claims.map { ($0.claim, $0) }, uniquingKeysWith: { first, _ in first })
        var differences = findings.flatMap { finding in
            guard let entry = entries[finding.claim] else {
                return [ReferenceDifference.newClaim(finding)]
            }
            return entry.differences(from: finding)
        }
        if isWhole {
            let names = Set(findings.map(\.claim))
            differences += claims.filter { !names.contains($0.claim) }.map { .lostClaim($0) }
        }
        return differences
    }
}

extension ClaimReference.Entry {
    fileprivate func differences(from finding: ClaimFinding) -> [ReferenceDifference] {
        // Whatever the reference has: nothing is as it was where nobody has looked.
        guard finding.isMeasured else { return [.unmeasured(finding, expected: verdict)] }
        var differences: [ReferenceDifference] = []
        if finding.verdict != verdict {
            differences.append(.verdict(finding, expected: verdict))
        }
        let parts = Dictionary(
            finding.referenceParts.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
        for metric in metrics {
            if let difference = metric.difference(from: parts[metric.metric], of: finding) {
                differences.append(difference)
            }
        }
        let known = Set(metrics.map(\.metric))
        for part in finding.referenceParts where !known.contains(part.metric) {
            guard let spread = part.spread else { continue }
            differences.append(.newMetric(part, spread, of: finding))
        }
        return differences
    }
}

extension ClaimReference.Metric {
    fileprivate func difference(
        from part: ClaimFinding.Part?, of finding: ClaimFinding
    ) -> ReferenceDifference? {
        let expected = "\(NumberText.short(low)) … \(NumberText.short(high))"
        guard let spread = part?.spread else {
            return ReferenceDifference(
                claim: finding.claim, metric: metric, expected: expected,
                found: part != nil ? "no value" : "no such metric", isUndetermined: part != nil)
        }
        if low <= spread.median, spread.median <= high { return nil }
        return ReferenceDifference(
            claim: finding.claim, metric: metric, expected: expected,
            found: NumberText.short(spread.median), isUndetermined: false)
    }
}

extension ReferenceDifference {
    fileprivate static func verdict(_ finding: ClaimFinding, expected: Verdict) -> Self {
        Self(
            claim: finding.claim, expected: expected.rawValue, found: finding.verdict.rawValue,
            isUndetermined: finding.verdict == .undetermined)
    }

    fileprivate static func unmeasured(_ finding: ClaimFinding, expected: Verdict) -> Self {
        Self(
            claim: finding.claim, expected: expected.rawValue, found: "not measured",
            isUndetermined: true)
    }

    fileprivate static func newClaim(_ finding: ClaimFinding) -> Self {
        Self(
            claim: finding.claim, expected: "not in the reference",
            found: finding.verdict.rawValue, isUndetermined: false)
    }

    fileprivate static func lostClaim(_ entry: ClaimReference.Entry) -> Self {
        Self(
            claim: entry.claim, expected: entry.verdict.rawValue, found: "no such claim",
            isUndetermined: false)
    }

    fileprivate static func newMetric(
        _ part: ClaimFinding.Part, _ spread: ClaimFinding.Spread, of finding: ClaimFinding
    ) -> Self {
        Self(
            claim: finding.claim, metric: part.metric, expected: "not in the reference",
            found: NumberText.short(spread.median), isUndetermined: false)
    }
}
