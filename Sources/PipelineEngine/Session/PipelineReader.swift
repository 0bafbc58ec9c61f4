package import PipelineLanguage

/// Looks at a pipeline's state without changing anything.
package struct PipelineReader: Sendable {
    package let space: ProjectSpace
    package let graph: StageGraph
    /// Messages about the state, such as that it is damaged.
    package var notices: [String] { database?.notices ?? [] }

    let state: StateSnapshot
    let database: StateDatabase?
    let store: ArtifactStore
    private let environment: [String: String]

    /// - Parameter environment: this process's variables, of which commands see those they name.
    /// - Throws: `StateError`.
    package init(
        space: ProjectSpace, graph: StageGraph, environment: [String: String]
    ) throws {
        self.space = space
        self.graph = graph
        self.environment = environment
        store = ArtifactStore(root: space.storeFolder)
        database = try StateDatabase.openForReading(space.databasePath)
        state =
            try database?.snapshot(
                pipeline: graph.pipelineName, profile: graph.profile, trial: graph.resultsName)
            ?? StateSnapshot()
    }

    /// What a run with the same targets would do.
    ///
    /// - Throws: `UnknownTargets`, `UnusableInputs`, `ScratchConflicts`.
    package func plan(targets: [String] = [], force: Bool = false) throws -> Plan {
        try plan(TargetSelection(targets, in: graph), force: force)
    }

    /// - Throws: `UnusableInputs`, `ScratchConflicts`.
    func plan(_ selection: TargetSelection, force: Bool = false) throws -> Plan {
        try Plan(selection, decider: decider(selection, force: force))
    }

    /// The plan of the targets, by default of everything, the last run and the one going on.
    package func status(targets: [String] = []) throws -> PipelineStatus {
        let plan = try plan(targets: targets)
        return PipelineStatus(
            plan: plan, pendingPublications: try pendingPublications(of: plan),
            lastRun: try RunRecordFiles(space).newestHead(
                pipeline: graph.pipelineName, profile: graph.profile),
            runningHolder: RunLock.holder(of: space))
    }

    /// - Throws: `UnknownTargets`, `NotOneStage`, `UnusableInputs`.
    package func show(stage name: String) throws -> StageDetail {
        let stage = try oneStage(name)
        let selection = TargetSelection(stages: [stage.id], in: graph)
        let plan = try Plan(selection, decider: decider(selection, force: false))
        let planned = plan.stages.first { $0.id == stage.id }
        let fingerprint = planned?.fingerprint ?? state.latest[stage.name]
        let record = try fingerprint.flatMap { try database?.record($0) }
        let last = try state.latest[stage.name].flatMap { try database?.record($0) }
        let shown = record ?? last
        return StageDetail(
            stage: stage, state: planned?.state ?? .stale([.neverRun]), record: shown,
            outputs: (shown?.outputs ?? []).map { output in
                StageDetail.Output(
                    output: output, storePath: store.path(of: output.artifact.digest),
                    problem: store.problem(of: output.artifact))
            },
            log: try log(of: stage.name, madeBy: planned?.state.isFresh == true ? record : nil))
    }

    /// The stage with exactly that name.
    ///
    /// - Throws: `UnknownTargets`, `NotOneStage`.
    func oneStage(_ name: String) throws -> Stage {
        if let stage = graph.stages.first(where: { $0.name == name }) { return stage }
        let selection = try TargetSelection([name], in: graph)
        throw NotOneStage(target: name, stages: selection.named.sorted().map { graph[$0].name })
    }

    /// What outputs hold, as far as their stages are fresh.
    ///
    /// - Throws: `UnusableInputs`, `ScratchConflicts`.
    package func contents(of sources: [Claim.Source]) throws -> [Claim.Source: OutputContent] {
        let selection = TargetSelection(stages: Set(sources.map(\.stage)), in: graph)
        let plan = try Plan(selection, decider: decider(selection, force: false))
        var fresh: [StageID: [RecordedOutput]] = [:]
        for planned in plan.stages {
            if case .fresh(let outputs) = planned.state { fresh[planned.id] = outputs }
        }
        var contents: [Claim.Source: OutputContent] = [:]
        for source in sources {
            let artifact = fresh[source.stage]?.first { $0.name == source.output }?.artifact
            contents[source] = artifact.map { store.content(of: $0) } ?? .notFresh
        }
        return contents
    }

    /// The plan's figures' files that are missing or are not what a run would publish, as far as
    /// their stages are fresh.
    package func pendingPublications(of plan: Plan) throws -> [PendingPublication] {
        var fresh: [StageID: [RecordedOutput]] = [:]
        for planned in plan.stages {
            if case .fresh(let outputs) = planned.state { fresh[planned.id] = outputs }
        }
        return try Publisher.pending(
            figures: plan.selection.figures, graph: graph, in: space, store: store,
            cache: state.files
        ) { stage, output in fresh[stage]?.first { $0.name == output }?.artifact }
    }

    /// With what a stage was last finished.
    func latestFingerprint(of stage: String) -> Digest? { state.latest[stage] }

    func decider(_ selection: TargetSelection, force: Bool) throws -> StageDecider {
        let stages = selection.closure.map { graph[$0] }
        var cache = state.files
        let files = try ProjectFiles.read(stages, in: space, cache: &cache)
        try ScratchLayout.check(stages, files: files, root: space.root)
        return StageDecider(
            graph: graph, files: files, state: state, database: database, store: store,
            environment: environment, forced: force ? selection.named : [])
    }
}

package struct PipelineStatus: Sendable {
    package var plan: Plan
    /// Published files of fresh stages that were removed or changed since.
    package var pendingPublications: [PendingPublication]
    /// Of this pipeline and profile.
    package var lastRun: RunHead?
    /// Set while a run is going on.
    package var runningHolder: LockHolder?
}

package struct StageDetail: Sendable {
    package var stage: Stage
    package var state: PlannedStage.State
    /// Of the present fingerprint, else of the last time that it ran; `nil` when it never did.
    package var record: StageRecord?
    package var outputs: [Output]
    package var log: StageLogChoice?

    package struct Output: Sendable {
        package var output: RecordedOutput
        package var storePath: String
        package var problem: ArtifactProblem?
    }
}

/// A target that should be one stage names several, or a figure.
package struct NotOneStage: Error, Hashable {
    package var target: String
    package var stages: [String]
}

extension NotOneStage: CustomStringConvertible {
    package var description: String {
        let shown = stages.prefix(5).joined(separator: ", ")
        let more = stages.count > 5 ? " and \(stages.count - 5) more" : ""
        return "'\(target)' is not one stage; it names \(shown)\(more)"
    }
}
