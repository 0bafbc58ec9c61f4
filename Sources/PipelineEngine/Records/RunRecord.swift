internal import PipelineLanguage

/// What a run did, as `.nrc-pipe/runs/<run>.ndjson` keeps it. A run that found nothing to do and
/// published nothing leaves none.
package struct RunRecord: Codable, Hashable, Sendable {
    package static let currentVersion = 1

    package var version = Self.currentVersion
    package var run: String
    package var pipeline: String
    package var profile: String
    /// The folder below `results/`: the profile, marked where `--set` changed it.
    package var results: String
    package var targets: [String]
    package var startedAt: String
    package var finishedAt: String
    package var wallSeconds: Double
    /// `succeeded`, `failed` or `interrupted`.
    package var outcome: String
    package var counts: StageCounts
    /// Facts of the machine that ran it.
    package var host: [String: String]
    /// The stages of the selection, producers first.
    package var stages: [StageOutcome]
    /// Files that were written or removed below the project root.
    package var published: [String]
    package var unpublished: [String]
    /// What went wrong beside the stages, such as a folder in the way of a published file.
    package var problems: [String]?

    package struct StageOutcome: Codable, Hashable, Sendable {
        package var stage: String
        /// `reused`, `built`, `same-bytes`, `failed`, `interrupted` or `skipped`.
        package var outcome: String
        /// When it was started first; absent for one that was not.
        package var startedAt: String?
        package var fingerprint: Digest?
        /// Why it ran, or why it did not.
        package var reasons: [String]?
        package var usage: ResourceUsage?
        package var outputs: [Output]?
        package var provenance: [String: String]?
        package var failure: StageFailure?
    }

    package struct Output: Codable, Hashable, Sendable {
        package var name: String
        package var kind: ArtifactKindName
        package var digest: Digest
        package var bytes: Int64

        init(name: String, kind: ArtifactKindName, digest: Digest, bytes: Int64) {
            self.name = name
            self.kind = kind
            self.digest = digest
            self.bytes = bytes
        }

        init(_ output: RecordedOutput) {
            name = output.name
            kind = ArtifactKindName(output.artifact.kind)
            digest = output.artifact.digest
            bytes = output.artifact.size
        }

        var artifact: Artifact {
            Artifact(kind: kind.artifactKind, digest: digest, size: bytes)
        }
    }
}

/// `Artifact.Kind` as JSON has it.
package enum ArtifactKindName: String, Codable, Hashable, Sendable {
    case file, executable, folder

    package var artifactKind: Artifact.Kind {
        switch self {
        case .file: .file
        case .executable: .executable
        case .folder: .folder
        }
    }

    package init(_ kind: Artifact.Kind) {
        switch kind {
        case .file: self = .file
        case .executable: self = .executable
        case .folder: self = .folder
        }
    }
}

extension RunRecord.StageOutcome {
    init(stage: String, state: StageState, startedAt: String?) {
        self.stage = stage
        self.startedAt = startedAt
        switch state {
        case .finished(let finished):
            outcome = finished.how.rawValue
            fingerprint = finished.fingerprint
            outputs = finished.outputs.map(RunRecord.Output.init)
            guard finished.how != .reused else { return }
            reasons = finished.reasons.map(\.description)
            usage = finished.usage
            provenance = finished.provenance.isEmpty ? nil : finished.provenance
        case .failed(let work, let failure):
            outcome = "failed"
            fingerprint = work.fingerprint
            reasons = work.reasons.map(\.description)
            self.failure = failure
            usage = failure.usage
        case .interrupted(let work):
            outcome = "interrupted"
            fingerprint = work.fingerprint
            reasons = work.reasons.map(\.description)
        case .skipped(let reason):
            outcome = "skipped"
            reasons = [reason]
        case .undecided, .ready, .running, .retrying: outcome = "skipped"
        }
    }
}

extension StageCounts {
    init(_ states: some Sequence<StageState>) {
        self.init()
        for state in states {
            switch state {
            case .finished(let finished) where finished.how == .reused: reused += 1
            case .finished: built += 1
            case .failed: failed += 1
            case .interrupted: interrupted += 1
            case .skipped, .undecided, .ready, .running, .retrying: skipped += 1
            }
        }
    }
}
