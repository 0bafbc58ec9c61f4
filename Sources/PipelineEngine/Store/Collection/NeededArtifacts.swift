internal import PipelineLanguage

/// What the pipelines as they are now, and pinned runs, need of the store and of the checkpoints.
struct NeededArtifacts: Sendable {
    private(set) var objects: Set<Digest> = []
    /// Fingerprints whose records are needed.
    private(set) var records: Set<Digest> = []
    /// Fingerprints of stages that would run, whose checkpoints they would go on from.
    private(set) var unfinished: Set<Digest> = []
    /// Whether a stage is undecided, so that nobody knows its fingerprint.
    private(set) var hasUndecided = false

    private let store: ArtifactStore

    init(store: ArtifactStore) { self.store = store }

    /// Adds what a pipeline needs under one profile: what is fresh, and for every other stage what
    /// it made last, since a stage that waits for another may turn out to be fresh with that.
    ///
    /// - Returns: why not all of it can be planned at the moment, such as a missing file.
    mutating func add(
        _ graph: StageGraph, space: ProjectSpace, environment: [String: String],
        records inventory: [Digest: RecordedArtifacts]
    ) throws -> UnplannedPipeline? {
        let reader = try PipelineReader(space: space, graph: graph, environment: environment)
        for stage in graph.stages {
            add(reader.latestFingerprint(of: stage.name).flatMap { inventory[$0] })
        }
        let everything = TargetSelection(stages: Set(graph.stages.map(\.id)), in: graph)
        var problem: UnplannedPipeline?
        // A stage that no figure needs may be the only one whose files are missing.
        for selection in [everything, try TargetSelection([], in: graph)] {
            do {
                let plan = try reader.plan(selection)
                for planned in plan.stages { add(planned, records: inventory) }
                break
            } catch let error where error is UnusableInputs || error is ScratchConflicts {
                hasUndecided = true
                problem =
                    problem
                    ?? UnplannedPipeline(
                        pipeline: graph.pipelineName, profile: graph.profile, reason: "\(error)")
            }
        }
        return problem
    }

    private mutating func add(
        _ planned: PlannedStage, records inventory: [Digest: RecordedArtifacts]
    ) {
        if let fingerprint = planned.fingerprint { add(inventory[fingerprint]) }
        switch planned.state {
        case .fresh, .shared: break
        case .stale: if let fingerprint = planned.fingerprint { unfinished.insert(fingerprint) }
        case .undecided: hasUndecided = true
        }
    }

    mutating func add(_ record: RecordedArtifacts?) {
        guard let record else { return }
        records.insert(record.fingerprint)
        for output in record.outputs { add(output.artifact) }
    }

    mutating func add(_ run: RunRecord, records inventory: [Digest: RecordedArtifacts]) {
        for stage in run.stages {
            add(stage.fingerprint.flatMap { inventory[$0] })
            for output in stage.outputs ?? [] {
                add(
                    Artifact(
                        kind: output.kind.artifactKind, digest: output.digest, size: output.bytes))
            }
        }
    }

    private mutating func add(_ artifact: Artifact) {
        objects.insert(artifact.digest)
        for object in (try? store.objects(of: artifact)) ?? [] { objects.insert(object.digest) }
    }
}

/// A pipeline under a profile that cannot be planned at the moment.
package struct UnplannedPipeline: Sendable, Hashable {
    package var pipeline: String
    package var profile: String
    /// One line for each problem.
    package var reason: String
}
