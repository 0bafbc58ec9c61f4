internal import PipelineLanguage

/// Decides whether a stage is fresh. The plan and the executor both ask it and nothing else, so
/// that they always agree.
struct StageDecider: Sendable {
    let graph: StageGraph
    let files: ProjectFiles
    private(set) var state: StateSnapshot
    /// `nil` when nothing was ever run here.
    let database: StateDatabase?
    let store: ArtifactStore
    /// The store's, opened once for all stages.
    let storeFolder: OpenFile?
    /// The runner's own environment.
    let environment: [String: String]
    let forced: Set<StageID>
    let proof: PublicationProof

    /// A stage whose inputs are all there.
    struct Decision: Sendable {
        enum Verdict: Sendable {
            case fresh([RecordedOutput])
            /// `unusable`: what it made before and the store no longer has whole.
            case stale([StaleReason], unusable: [RecordedOutput])
        }

        var verdict: Verdict
        var manifest: Manifest
        var fingerprint: Digest
        var inputs: [ResolvedInput]
    }

    /// - Parameter artifact: what a stage has made under an output's name; `nil` until then.
    /// - Returns: `nil` while an input is not made, or where the project lacks one.
    func decide(
        _ stage: Stage, artifact: (StageID, String) -> Artifact?
    ) throws -> Decision? {
        // A folder that cannot be looked into would be an empty one.
        guard files.problems[stage.name] == nil else { return nil }
        var inputs: [ResolvedInput] = []
        for input in stage.inputs {
            let resolved = ResolvedInput.resolve(
                input, of: stage, files: files, in: graph, artifact: artifact)
            guard let resolved else { return nil }
            inputs.append(resolved)
        }
        let manifest = Manifest(stage, inputs: inputs, environment: environment)
        let fingerprint = manifest.fingerprint
        return Decision(
            verdict: try verdict(stage, manifest: manifest, fingerprint: fingerprint),
            manifest: manifest, fingerprint: fingerprint, inputs: inputs)
    }

    /// What is known to differ from the last run of a stage whose inputs are not all made.
    func knownChanges(_ stage: Stage) throws -> [StaleReason] {
        guard let last = state.latest[stage.name], let database,
            let old = try database.manifest(last)
        else { return [] }
        let new = Manifest(stage, inputs: [], environment: environment)
        return ManifestDifference.reasons(
            from: old, to: new, stage: stage, comparesInputs: false,
            sourceName: { graph.name(of: $0) })
    }

    private func verdict(
        _ stage: Stage, manifest: Manifest, fingerprint: Digest
    ) throws -> Decision.Verdict {
        if forced.contains(stage.id) { return .stale([.forced], unusable: []) }
        guard let made = try made(fingerprint) else {
            return .stale(
                try reasons(stage, manifest: manifest, fingerprint: fingerprint), unusable: [])
        }
        var reasons: [StaleReason] = []
        var unusable: [RecordedOutput] = []
        for output in stage.outputs {
            guard let recorded = made.outputs.first(where: { $0.name == output.name })
            else { return .stale([.recordMissing], unusable: []) }
            let problem =
                store.problem(of: recorded.artifact, in: storeFolder)
                ?? proof.problem(of: recorded, madeBy: stage.id)
            if let problem {
                reasons.append(.artifactUnusable(output: output.name, problem: problem))
                unusable.append(recorded)
            }
        }
        return reasons.isEmpty ? .fresh(made.outputs) : .stale(reasons, unusable: unusable)
    }

    /// Takes what a stage has made in place of what it had made before, which may be other bytes.
    mutating func remember(_ finished: FinishedStage) {
        state.made[finished.fingerprint] = MadeBefore(
            outputs: finished.outputs, wallSeconds: finished.usage?.wallSeconds ?? 0)
    }

    private func made(_ fingerprint: Digest) throws -> MadeBefore? {
        if let made = state.made[fingerprint] { return made }
        return try database?.madeBefore(fingerprint)
    }

    private func reasons(
        _ stage: Stage, manifest: Manifest, fingerprint: Digest
    ) throws -> [StaleReason] {
        guard let last = state.latest[stage.name], let database else { return [.neverRun] }
        guard last != fingerprint, let old = try database.manifest(last) else {
            return [.recordMissing]
        }
        let reasons = ManifestDifference.reasons(
            from: old, to: manifest, stage: stage, comparesInputs: true,
            sourceName: { graph.name(of: $0) })
        return reasons.isEmpty ? [.encodedOtherwise] : reasons
    }

    /// How long the stage took when it last ran.
    func expectedSeconds(_ stage: Stage) -> Double? {
        state.latest[stage.name].flatMap { state.made[$0]?.wallSeconds }
    }
}

extension StageGraph {
    /// `train@seed=1.model`, or the path of a project file.
    func name(of source: Stage.Source) -> String {
        switch source {
        case .file(let path), .pattern(let path): path
        case .folder(let path): "\(path)/"
        case .output(let producer, let output): "\(self[producer].name).\(output)"
        }
    }
}
