/// Verdicts that are known, and the bands in which metrics lie: what a later run is compared with.
package struct ClaimReference: Codable, Sendable, Hashable {
    package static let currentVersion = 1
    /// How `Metric.init` makes bands.
    private static let rule = """
        the range over the seeds, widened on either side by half its width, and to at least 5 % of \
        the median; the median must lie in it
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

        package var metric: String
        package var low: Double
        package var high: Double

        package init(metric: String, low: Double, high: Double) {
            self.metric = metric
            self.low = low
            self.high = high
        }

        /// The spread over seeds says how far a median can wander when nothing is wrong: another
        /// machine's rounding acts on a training like another seed.
        fileprivate init(_ metric: String, _ spread: ClaimFinding.Spread) {
            let margin = (spread.high - spread.low) / 2
            let tolerance = abs(spread.median) * Self.relativeTolerance
            self.metric = metric
            low = min(spread.low - margin, spread.median - tolerance)
            high = max(spread.high + margin, spread.median + tolerance)
        }
    }

    /// - Parameters:
    ///   - findings: what the reference is made from.
    ///   - former: has the claims that were not looked at now; those not defined are forgotten.
    package init(
        pipeline: String, profile: String, findings: [ClaimFinding],
        keeping former: ClaimReference? = nil, defined: Set<String> = []
    ) {
        version = Self.currentVersion
        self.pipeline = pipeline
        self.profile = profile
        bandRule = Self.rule
        let entries = findings.map { finding in
            Entry(
                claim: finding.claim, verdict: finding.verdict,
                metrics: finding.parts.compactMap { part in
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
