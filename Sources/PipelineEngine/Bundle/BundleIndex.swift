internal import FoundationEssentials

/// What a bundle holds, as its member `bundle.json` says.
///
/// The member after it has the SHA-256 of these bytes; the index has that of every other member.
struct BundleIndex: Codable, Hashable, Sendable {
    static let currentVersion = 1
    static let name = "bundle.json"
    static let digestName = "bundle.sha256"
    /// Of that member: 64 digits and the end of the line.
    static let digestBytes = 65

    var version = Self.currentVersion
    /// Of the program that made it.
    var program: String
    var pipeline: String
    var profile: String
    var results: String
    /// The pipeline's root file, relative to the project root.
    var file: String?
    /// `key=value` of each `--set`.
    var overrides: [String]
    /// The targets that it was made for.
    var targets: [String]
    /// Every other member, sorted by path.
    var members: [Member]
    /// How the artifacts were made, producers first.
    var records: [Record]

    struct Member: Codable, Hashable, Sendable {
        var path: String
        var digest: Digest
        var bytes: Int64
        /// Whether it is a program of the project; absent for what is not, and in older bundles.
        var executable: Bool?
    }

    struct Record: Codable, Hashable, Sendable {
        /// The stage of this pipeline, which need not be the one that made it first.
        var stage: String
        var fingerprint: Digest
        /// Canonical bytes, of which the fingerprint is the SHA-256.
        var manifest: Data
        var outputs: [RunRecord.Output]
        var madeBy: String
        var run: String
        var usage: ResourceUsage
        var finishedAt: String
        var provenance: [String: String]
    }
}

extension BundleIndex.Record {
    init(_ record: StageRecord, of stage: String) {
        self.init(
            stage: stage, fingerprint: record.fingerprint,
            manifest: Data(record.manifest.canonicalBytes),
            outputs: record.outputs.map(RunRecord.Output.init), madeBy: record.stage,
            run: record.run, usage: record.usage, finishedAt: record.finishedAt,
            provenance: record.provenance)
    }

    /// - Returns: `nil` when the manifest is none, or not that of the fingerprint.
    var stageRecord: StageRecord? {
        guard Digest(of: Array(manifest)) == fingerprint,
            let manifest = try? Manifest(canonicalBytes: Array(manifest))
        else { return nil }
        return StageRecord(
            fingerprint: fingerprint, manifest: manifest,
            outputs: outputs.map { RecordedOutput(name: $0.name, artifact: $0.artifact) },
            stage: madeBy, run: run, usage: usage, finishedAt: finishedAt, provenance: provenance)
    }
}

/// Where things lie in a bundle.
enum BundlePath: Hashable {
    /// `objects/ab/cdef…`: an artifact's file by its SHA-256.
    case object(Digest)
    /// `runs/RUN.ndjson`.
    case run(String)
    /// `logs/PIPELINE/PROFILE/RUN/STAGE.log`.
    case log(String)
    /// `project/…`: a file of the project that the stages were made with.
    case project(String)

    var text: String {
        switch self {
        case .object(let digest):
            "objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"
        case .run(let run): "runs/\(run)\(RunRecordFiles.suffix)"
        case .log(let path): "logs/\(path)"
        case .project(let path): "project/\(path)"
        }
    }

    var isProject: Bool { if case .project = self { true } else { false } }

    /// - Returns: `nil` for what no bundle has.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            return nil
        }
        let rest = parts.dropFirst().joined(separator: "/")
        switch parts[0] {
        case "objects":
            guard parts.count == 3, parts[1].utf8.count == 2,
                let digest = Digest(hex: String(parts[1] + parts[2]))
            else { return nil }
            self = .object(digest)
        case "runs":
            guard parts.count == 2, rest.hasSuffix(RunRecordFiles.suffix) else { return nil }
            self = .run(String(rest.dropLast(RunRecordFiles.suffix.count)))
        case "logs":
            guard parts.count == 5, rest.hasSuffix(".log") else { return nil }
            self = .log(rest)
        case "project": self = .project(rest)
        default: return nil
        }
    }
}
