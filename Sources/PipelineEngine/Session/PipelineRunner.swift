package import PipelineLanguage

/// Runs a pipeline; as long as it exists, it holds the project's run lock.
package struct PipelineRunner {
    package let space: ProjectSpace
    package let graph: StageGraph
    /// Messages about the state, such as that a damaged one was set aside.
    package var notices: [String] { (leftovers.map { [$0] } ?? []) + database.notices }

    private let lock: RunLock
    /// What could not be removed of former runs' scratch folders.
    private let leftovers: String?
    private let database: StateDatabase
    private let state: StateSnapshot
    private let store: ArtifactStore
    private let programs: Programs
    private let environment: [String: String]

    /// - Parameters:
    ///   - environment: this process's variables, of which commands see those they name.
    ///   - command: what was typed, for whoever finds the lock held.
    /// - Throws: `LockHeld` when another run is going on; `StateError`.
    package init(
        space: ProjectSpace, graph: StageGraph, programs: Programs,
        environment: [String: String], command: String
    ) throws {
        self.space = space
        self.graph = graph
        self.programs = programs
        self.environment = environment
        try space.prepare()
        lock = try RunLock.acquire(space, command: command)
        leftovers = ScratchFolder.removeLeftovers(in: space)
        database = try StateDatabase.openForWriting(space.databasePath)
        state = try database.snapshot(pipeline: graph.pipelineName, profile: graph.profile)
        store = ArtifactStore(root: space.storeFolder)
    }

    /// Builds what the targets need and publishes the figures among them.
    ///
    /// - Parameters:
    ///   - interrupts: requests to end the run, as `Interrupt.signals()` gives them.
    ///   - onEvent: called by one task only, in the order of events.
    ///   - onTick: called some times a second while stages run.
    /// - Throws: `UnknownTargets`, `UnusableInputs`, `ScratchConflicts` before anything runs; `PublicationError`.
    package func run(
        _ options: RunOptions, interrupts: AsyncStream<Interrupt>,
        onEvent: @escaping (ExecutionEvent) -> Void, onTick: @escaping () -> Void = {}
    ) async throws -> RunReport {
        let start = RunStart()
        let observer = RunObserver(run: start.run, onEvent: onEvent, onTick: onTick)
        let selection = try TargetSelection(options.targets, in: graph)
        try ScratchLayout.check(selection.closure.map { graph[$0] })
        var cache = state.files
        let files = try ProjectFiles.read(
            selection.closure.map { graph[$0] }, in: space, cache: &cache)
        let decider = StageDecider(
            graph: graph, files: files, state: state, database: database, store: store,
            environment: environment, forced: options.force ? selection.named : [])
        observer.emit(
            .runStarted(
                pipeline: graph.pipelineName, profile: graph.profile, targets: selection.targets,
                stages: selection.closure.count, jobs: options.jobs))
        var loop = ExecutionLoop(
            selection, decider: decider, database: database, space: space, options: options,
            observer: observer)
        let result = try await loop.run(interrupts: interrupts) { lifeline in
            context(run: start.run, lifeline: lifeline, graceSeconds: options.graceSeconds)
        }
        try save(result, selection: selection, cache: cache)
        cache.markSaved()
        let publication = try Publisher.publish(
            figures: selection.figures, graph: graph, in: space, store: store,
            database: database, cache: cache, artifact: result.artifact(of:output:))
        try database.saveFiles(publication.cache.unsaved)
        let report = report(
            result, selection: selection, start: start, publication: publication)
        if report.isRecorded { try RunRecordFiles(space).save(report.record) }
        observer.emit(
            .runFinished(
                outcome: result.outcome, counts: report.record.counts,
                wallSeconds: report.record.wallSeconds))
        return report
    }

    private func context(run: String, lifeline: Int32, graceSeconds: Double) -> AttemptContext {
        AttemptContext(
            run: run, space: space,
            store: ArtifactStore(
                root: space.storeFolder,
                clonesFiles: ArtifactStore.clonesFiles(in: space.scratchFolder)),
            programs: programs, environment: environment,
            coreType: ChildEnvironment.coreType(processorFlags: Host.processorFlags()),
            graceSeconds: graceSeconds, lifeline: lifeline)
    }

    /// Notes what the next plan can do without: digests of files, and which records the stages
    /// that ran nothing stand on.
    private func save(
        _ result: ExecutionResult, selection: TargetSelection, cache: StatCache
    ) throws {
        var latest: [String: Digest] = [:]
        for id in selection.closure {
            guard case .finished(let finished) = result.states[id.index], finished.how == .reused
            else { continue }
            let name = graph[id].name
            if state.latest[name] != finished.fingerprint { latest[name] = finished.fingerprint }
        }
        try database.saveLatest(
            latest, scope: StageScope(pipeline: graph.pipelineName, profile: graph.profile))
        try database.saveFiles(cache.unsaved)
    }

    private func report(
        _ result: ExecutionResult, selection: TargetSelection, start: RunStart,
        publication: Publisher.Outcome
    ) -> RunReport {
        let states = selection.closure.map { result.states[$0.index] }
        let counts = StageCounts(states)
        let changes = counts.built + counts.failed + counts.skipped
        let isRecorded =
            changes + publication.written.count + publication.removed.count > 0
        let record = RunRecord(
            run: start.run, pipeline: graph.pipelineName, profile: graph.profile,
            targets: selection.targets, startedAt: start.time, finishedAt: Clock.timestamp(),
            wallSeconds: Clock.monotonicSeconds() - start.seconds, outcome: result.outcome.name,
            counts: counts,
            host: isRecorded ? Host.description() : [:],
            stages: zip(selection.closure, states).map { id, state in
                RunRecord.StageOutcome(stage: graph[id].name, state: state)
            },
            published: publication.written, unpublished: publication.removed)
        return RunReport(outcome: result.outcome, record: record, isRecorded: isRecorded)
    }
}

/// How a run ended.
package struct RunReport: Sendable {
    package var outcome: RunOutcome
    package var record: RunRecord
    /// Whether the record was kept: a run that found nothing to do leaves none.
    package var isRecorded: Bool

    package var failures: [StageFailure] { record.stages.compactMap(\.failure) }
}

/// The name of a run, and when it began.
private struct RunStart {
    let run = RunID.make()
    let time = Clock.timestamp()
    /// On the clock that never jumps.
    let seconds = Clock.monotonicSeconds()
}
