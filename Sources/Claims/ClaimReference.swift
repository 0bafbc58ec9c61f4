/// Verdicts that are known, and the bands in which metrics lie: what a later run is compared with.
package struct ClaimReference: Codable, Sendable, Hashable {
    package static let currentVersion = 1
    /// How `Metric.init` makes bands.
    private static let rule = """
        the range over the seeds, and on either side at least 5 % of the median and 1e-6; the \
        median must lie in it
        """

    package var version: Int
    package var pipeline: String
    /// The folder's name below `results/`.
    package var profile: String
    package var bandRule: String
    package var claims: [Entry]

    package struct Entry: Codable, Sendable, Hashable {
        package var claim: String
        package var verdict: Verdict
        package var metrics: [Metric]
    }

    package struct Metric: Codable, Sendable, Hashable {
        private static let relativeTolerance = 0.05
        /// Below it, a metric that has vanished is rounding.
        private static let absoluteTolerance = 1e-6

        package var metric: String
        package var low: Double
        package var high: Double

        package init(metric: String, low: Double, high: Double) {
            self.metric = metric
            self.low = low
            self.high = high
        }

        /// Trainings have the same bytes on every machine, and measuring rounds in its last digits
        /// alone, so that a median outside the range of the seeds it was taken from has changed.
        fileprivate init(_ metric: String, _ spread: ClaimFinding.Spread) {
            let tolerance = max(
                abs(spread.median) * Self.relativeTolerance, Self.absoluteTolerance)
            self.metric = metric
            low = min(spread.low, spread.median - tolerance)
            high = max(spread.high, spread.median + tolerance)
        }
    }

    /// - Parameters:
    ///   - findings: what the reference is made from; what was not measured says nothing.
    ///   - former: has the other claims; those not defined are forgotten.
    package init(
        pipeline: String, profile: String, findings: [ClaimFinding],
        keeping former: ClaimReference? = nil, defined: Set<String> = []
    ) {
        version = Self.currentVersion
        self.pipeline = pipeline
        self.profile = profile
        bandRule = Self.rule
        let entries = findings.filter(\.isMeasured).map { finding in
            Entry(
                claim: finding.claim, verdict: finding.verdict,
                metrics: finding.referenceParts.compactMap { part in
                    part.spread.map { Metric(part.metric, $0) }
                })
        }
        let present = Set(entries.map(\.claim))
        let isSame = former?.pipeline == pipeline && former?.profile == profile
        let kept = (isSame ? former?.claims ?? [] : []).filter {
            !present.contains($0.claim) && defined.contains($0.claim)
        }
        claims = (entries + kept).sorted { $0.claim < $1.claim }
    }

    /// - Returns: `nil` for what is no reference of this version.
    package init?(_ content: [UInt8]) {
        guard let reference = try? ClaimCoding.decode(Self.self, from: content),
            reference.version == Self.currentVersion
        else { return nil }
        self = reference
    }

    package func encoded() throws -> [UInt8] { try ClaimCoding.encode(self) }
}
