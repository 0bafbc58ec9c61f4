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
    /// - Throws: `UnknownTargets`, `ScratchConflicts`.
    package func plan(targets: [String] = [], force: Bool = false) throws -> Plan {
        let selection = try TargetSelection(targets, in: graph)
        return try toldPlan(selection, decider: decider(selection, force: force))
    }

    /// Makes sure that a run would not be refused because of what stands where it publishes.
    ///
    /// - Throws: `PublishedByOthers`, `ObstructedPublications`.
    package func checkPublications(of selection: TargetSelection) throws {
        if let database {
            try Publisher.check(
                figures: selection.figures, graph: graph, in: space, database: database)
        }
        try Publisher.checkPlaces(figures: selection.figures, graph: graph, in: space)
    }

    /// What `checkPublications` says, by figure.
    private func conflicts(of selection: TargetSelection) throws -> [String: String] {
        do {
            try checkPublications(of: selection)
            return [:]
        } catch let refusal as any FigureRefusal {
            return refusal.byFigure
        }
    }

    /// A plan with all that is told of it.
    func toldPlan(_ selection: TargetSelection, decider: StageDecider) throws -> Plan {
        var plan = try plan(selection, decider: decider)
        plan.pendingPublications = try pendingPublications(of: plan)
        plan.lastMade = LastMade(decider)
        for index in plan.stages.indices where plan.stages[index].wasFinished {
            guard case .undecided = plan.stages[index].state else { continue }
            plan.stages[index].knownChanges = try decider.knownChanges(
                graph[plan.stages[index].id])
        }
        return plan
    }

    /// - Throws: `ScratchConflicts`.
    func plan(_ selection: TargetSelection, force: Bool = false) throws -> Plan {
        try plan(selection, decider: decider(selection, force: force))
    }

    func plan(_ selection: TargetSelection, decider: StageDecider) throws -> Plan {
        let wantsGPUs = selection.closure.contains { graph[$0].resources.gpus > 0 }
        var plan = try Plan(
            selection, decider: decider,
            resources: wantsGPUs
                ? .ofThisMachine(cores: 1, environment: environment) : MachineResources(cores: 1))
        let open = plan.stages.filter { !$0.state.isFresh }.map { graph[$0.id].name }
        let attempts = try UnfinishedAttempts(
            of: Set(open), in: graph, space: space, database: database
        ).byStage
        guard !attempts.isEmpty else { return plan }
        let checkpoints = space.checkpointedStages
        for index in plan.stages.indices where !plan.stages[index].state.isFresh {
            let planned = plan.stages[index]
            var attempt = attempts[graph[planned.id].name]
            attempt?.compare(with: planned.fingerprint, checkpoints: checkpoints)
            plan.stages[index].lastAttempt = attempt
        }
        return plan
    }

    /// The plan of the targets, by default of everything, the last run and the one going on.
    package func status(targets: [String] = []) throws -> PipelineStatus {
        let plan = try plan(targets: targets)
        let files = RunRecordFiles(space)
        let holder = RunLock.holder(of: space)
        let last = try files.newestHead(pipeline: graph.pipelineName, profile: graph.profile)
        return PipelineStatus(
            plan: plan, conflicts: try conflicts(of: plan.selection), lastRun: last,
            lostRun: try LostRuns(
                in: space, graph: graph, recorded: Set(files.runs()), isRunning: holder != nil
            ).last(after: last?.run),
            runningHolder: holder,
            running: holder == nil ? [] : RunningStages(of: graph, in: space).stages)
    }

    /// - Throws: `UnknownTargets`, `NotOneStage`.
    package func show(stage name: String) throws -> StageDetail {
        let stage = try oneStage(name)
        let selection = TargetSelection(stages: [stage.id], in: graph)
        let plan = try plan(selection)
        let planned = plan.stages.first { $0.id == stage.id }
        let fingerprint = planned?.fingerprint ?? state.latest[stage.name]
        let record = try fingerprint.flatMap { try database?.record($0) }
        let last = try state.latest[stage.name].flatMap { try database?.record($0) }
        let shown = record ?? last
        return StageDetail(
            stage: stage, state: planned?.state ?? .stale([.neverRun]),
            lastAttempt: planned?.lastAttempt, record: shown,
            outputs: (shown?.outputs ?? []).map { output in
                StageDetail.Output(
                    output: output, storePath: store.path(of: output.artifact.digest),
                    problem: store.problem(of: output.artifact))
            },
            log: try log(of: stage.name, madeBy: planned?.state.isFresh == true ? record : nil))
    }

    /// The full name of the only stage that the target names.
    ///
    /// - Throws: `UnknownTargets`, `NotOneStage`.
    package func name(ofOne target: String) throws -> String { try oneStage(target).name }

    /// The stage with exactly that name, or the only one that the target names.
    ///
    /// - Throws: `UnknownTargets`, `NotOneStage`.
    func oneStage(_ name: String) throws -> Stage {
        if let stage = graph.stages.first(where: { $0.name == name }) { return stage }
        let selection = try TargetSelection([name], in: graph)
        if let only = selection.named.first, selection.named.count == 1, selection.figures.isEmpty {
            return graph[only]
        }
        throw NotOneStage(target: name, stages: selection.named.sorted().map { graph[$0].name })
    }

    /// What outputs hold, as far as their stages are fresh.
    ///
    /// - Throws: `ScratchConflicts`.
    package func contents(of sources: [Claim.Source]) throws -> [Claim.Source: OutputContent] {
        let selection = TargetSelection(stages: Set(sources.map(\.stage)), in: graph)
        let fresh = try plan(selection).freshOutputs
        var contents: [Claim.Source: OutputContent] = [:]
        for source in sources {
            let artifact = fresh[source.stage]?.first { $0.name == source.output }?.artifact
            contents[source] = artifact.map { store.content(of: $0) } ?? .notFresh
        }
        return contents
    }

    /// The plan's figures' files that are missing or are not what a run would publish, as far as
    /// their stages are fresh.
    func pendingPublications(of plan: Plan) throws -> [PendingPublication] {
        let fresh = plan.freshOutputs
        return try Publisher.pending(
            figures: plan.selection.figures, graph: graph, in: space, store: store,
            database: database, cache: state.files
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
            storeFolder: store.openedFolder, environment: environment,
            forced: force ? selection.named : [],
            proof: PublicationProof(
                figures: selection.figures, graph: graph, in: space, store: store, cache: cache))
    }
}

package struct PipelineStatus: Sendable {
    package var plan: Plan
    /// Why figures cannot be published, by name.
    package var conflicts: [String: String] = [:]
    /// Of this pipeline and profile.
    package var lastRun: RunHead?
    /// A later one, which was killed.
    package var lostRun: String?
    /// Set while a run is going on.
    package var runningHolder: LockHolder?
    /// Stages of this pipeline and profile that are at work.
    package var running: [RunningStageState]
}

package struct StageDetail: Sendable {
    package var stage: Stage
    package var state: PlannedStage.State
    package var lastAttempt: UnfinishedAttempt?
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
