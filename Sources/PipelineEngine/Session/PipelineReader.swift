package import PipelineLanguage

/// Looks at a pipeline's state without changing anything.
package struct PipelineReader: Sendable {
    package let space: ProjectSpace
    package let graph: StageGraph
    /// Messages about the state, such as that it is damaged.
    package var notices: [String] { database?.notices ?? [] }

    private let state: StateSnapshot
    private let database: StateDatabase?
    private let store: ArtifactStore
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
        let selection = try TargetSelection(targets, in: graph)
        return try Plan(selection, decider: decider(selection, force: force))
    }

    /// The plan of the targets, by default of everything, the last run and the one going on.
    package func status(targets: [String] = []) throws -> PipelineStatus {
        let plan = try plan(targets: targets)
        return PipelineStatus(
            plan: plan, pendingPublications: try pendingPublications(of: plan),
            lastRun: try lastRun(), runningHolder: RunLock.holder(of: space))
    }

    /// Why stages of the targets would run, each with what it waits for.
    package func explain(targets: [String]) throws -> [StageExplanation] {
        let selection = try TargetSelection(targets, in: graph)
        let decider = try decider(selection, force: false)
        let plan = try Plan(selection, decider: decider)
        return try plan.stages.map { planned in
            let stage = graph[planned.id]
            var explanation = StageExplanation(
                stage: stage.id, name: stage.name, state: planned.state, reasons: [], waitsFor: [])
            switch planned.state {
            case .fresh: break
            case .stale(let reasons): explanation.reasons = reasons
            case .undecided(let producers):
                explanation.reasons = try decider.knownChanges(stage)
                explanation.waitsFor = producers.map { graph[$0].name }
            }
            return explanation
        }
    }

    package func show(stage name: String) throws -> StageDetail {
        let selection = try TargetSelection([name], in: graph)
        guard let stage = graph.stages.first(where: { $0.name == name }) else {
            throw NotOneStage(
                target: name, stages: selection.named.sorted().map { graph[$0].name })
        }
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
            logPath: try logPath(stage: stage.name))
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

    /// The log of the stage's last attempt, whichever run of this pipeline and profile made it;
    /// `nil` when it never ran.
    package func logPath(stage name: String) throws -> String? {
        let file = StageLog.fileName(name)
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        guard try FileStatus.following(folder) != nil else { return nil }
        for run in try FileTree.names(in: folder).reversed() {
            let path = "\(folder)/\(run)/\(file)"
            if try FileStatus.following(path) != nil { return path }
        }
        return nil
    }

    /// The last run of this pipeline under this profile.
    package func lastRun() throws -> RunRecord? {
        try RunRecordFiles(space).newest(pipeline: graph.pipelineName, profile: graph.profile)
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

    private func decider(_ selection: TargetSelection, force: Bool) throws -> StageDecider {
        try ScratchLayout.check(selection.closure.map { graph[$0] })
        var cache = state.files
        let files = try ProjectFiles.read(
            selection.closure.map { graph[$0] }, in: space, cache: &cache)
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
    package var lastRun: RunRecord?
    /// Set while a run is going on.
    package var runningHolder: LockHolder?
}

package struct StageExplanation: Sendable {
    package var stage: StageID
    package var name: String
    package var state: PlannedStage.State
    /// For an undecided stage, what is known to differ already.
    package var reasons: [StaleReason]
    /// Stages whose outputs decide whether this one runs.
    package var waitsFor: [String]
}

package struct StageDetail: Sendable {
    package var stage: Stage
    package var state: PlannedStage.State
    /// Of the present fingerprint, else of the last time that it ran; `nil` when it never did.
    package var record: StageRecord?
    package var outputs: [Output]
    package var logPath: String?

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
