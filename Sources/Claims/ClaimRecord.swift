/// What `claims.json` says of one claim, and `verify --json`.
package struct ClaimRecord: Codable, Sendable, Hashable {
    package var claim: String
    package var statement: String
    package var verdict: Verdict
    package var seeds: Int
    package var seedsPassed: Int?
    package var seedsExcluded: Int
    /// The metric that decided.
    package var decidedBy: String?
    package var metrics: [Metric]
    /// Why it is undetermined.
    package var reasons: [String]
    /// Which data it rests on, as the measurements say it.
    package var data: [String]
    package var measurements: [Source]

    package struct Metric: Codable, Sendable, Hashable {
        package var metric: String
        package var band: String
        package var verdict: Verdict
        package var seedsPassed: Int?
        package var median: Double?
        package var low: Double?
        package var high: Double?
    }

    /// What the claim was judged by.
    package struct Source: Codable, Sendable, Hashable {
        package var stage: String
        package var output: String
        /// Of its bytes; `nil` where it is not made.
        package var sha256: String?

        package init(stage: String, output: String, sha256: String?) {
            self.stage = stage
            self.output = output
            self.sha256 = sha256
        }
    }

    package init(_ finding: ClaimFinding, measurements: [Source]) {
        claim = finding.claim
        statement = finding.statement
        verdict = finding.verdict
        seeds = finding.seeds
        seedsPassed = finding.seedsPassed
        seedsExcluded = finding.seedsExcluded
        decidedBy = finding.deciding.map { finding.parts[$0].metric }
        metrics = finding.parts.map { part in
            Metric(
                metric: part.metric, band: part.band, verdict: part.verdict,
                seedsPassed: part.seedsPassed, median: part.spread?.median,
                low: part.spread?.low, high: part.spread?.high)
        }
        reasons = finding.obstacles.map(\.description)
        data = finding.data
        self.measurements = measurements
    }
}

extension ClaimRecord {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        claim = try container.decode(String.self, forKey: .claim)
        statement = try container.decode(String.self, forKey: .statement)
        verdict = try container.decode(Verdict.self, forKey: .verdict)
        seeds = try container.decode(Int.self, forKey: .seeds)
        seedsPassed = try container.decodeIfPresent(Int.self, forKey: .seedsPassed)
        seedsExcluded = try container.decode(Int.self, forKey: .seedsExcluded)
        decidedBy = try container.decodeIfPresent(String.self, forKey: .decidedBy)
        metrics = try container.decode([Metric].self, forKey: .metrics)
        reasons = try container.decode([String].self, forKey: .reasons)
        // What rests on data that do not say what they are may leave it out.
        data = try container.decodeIfPresent([String].self, forKey: .data) ?? []
        measurements = try container.decode([Source].self, forKey: .measurements)
    }
}

/// `results/<profile>/claims.json`: the verdicts of a pipeline's claims, sorted by name.
package struct ClaimsFile: Codable, Sendable, Hashable {
    package static let name = "claims.json"
    package static let currentVersion = 1

    package var version: Int
    package var pipeline: String
    /// The folder's name below `results/`.
    package var profile: String
    package var claims: [ClaimRecord]

    package init(pipeline: String, profile: String, claims: [ClaimRecord]) {
        version = Self.currentVersion
        self.pipeline = pipeline
        self.profile = profile
        self.claims = claims.sorted { $0.claim < $1.claim }
    }

    /// - Returns: `nil` for what is no such file of this version.
    package init?(_ content: [UInt8]) {
        guard let file = try? ClaimCoding.decode(Self.self, from: content),
            file.version == Self.currentVersion
        else { return nil }
        self = file
    }

    package func encoded() throws -> [UInt8] { try ClaimCoding.encode(self) }

    /// This file with the claims that were not looked at now as `former` has them.
    ///
    /// - Parameter defined: names of the pipeline's claims; others are forgotten.
    package func keeping(_ former: ClaimsFile?, defined: Set<String>) -> ClaimsFile {
        guard let former, former.pipeline == pipeline, former.profile == profile else {
            return self
        }
        let present = Set(claims.map(\.claim))
        let kept = former.claims.filter {
            !present.contains($0.claim) && defined.contains($0.claim)
        }
        return ClaimsFile(pipeline: pipeline, profile: profile, claims: claims + kept)
    }
}
