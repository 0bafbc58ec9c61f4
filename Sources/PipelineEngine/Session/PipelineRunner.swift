package import PipelineLanguage

/// Runs a pipeline; as long as it exists, it holds the project's run lock.
package struct PipelineRunner {
    package let space: ProjectSpace
    package let graph: StageGraph
    /// Messages about the state, such as that a damaged one was set aside.
    package var notices: [String] { (leftovers.map { [$0] } ?? []) + database.notices }

    private let lock: RunLock
    private let lease: StoreLease
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
        store = ArtifactStore(root: space.storeFolder)
        lease = try StoreLease(store)
        database = try StateDatabase.openForWriting(space.databasePath)
        state = try database.snapshot(
            pipeline: graph.pipelineName, profile: graph.profile, trial: graph.resultsName)
    }

    /// Builds what the targets need and publishes the figures among them.
    ///
    /// - Parameters:
    ///   - memo: what a run that ends well leaves behind for the next one; nothing without it.
    ///   - interrupts: requests to end the run, as `Interrupt.signals()` gives them; asked for
    ///     just before the first event, so that until then a signal ends the process.
    ///   - onEvent: called by one task only, in the order of events.
    ///   - onTick: called before the first stage starts and some times a second while stages run.
    /// - Returns: the report of a run that began, whatever went wrong with it.
    /// - Throws: `UnknownTargets`, `ScratchConflicts`, `PublishedByOthers`, `RunTooLong`, and
    ///   unless the run is to keep going `UnusableInputs` and `ObstructedPublications`, before
    ///   anything runs.
    package func run(
        _ options: RunOptions, memo: RunMemo? = nil,
        interrupts: @autoclosure () -> AsyncStream<Interrupt>,
        onEvent: @escaping (ExecutionEvent) -> Void, onTick: @escaping () -> Void = {}
    ) async throws -> RunReport {
        let start = RunStart(
            after: RunRecordFiles(space).newestStart(
                logFolder: space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)))
        let observer = RunObserver(run: start.run, onEvent: onEvent, onTick: onTick)
        if let memo { GraphCache(memo.source, program: memo.program).keep(memo.answer) }
        let selection = try TargetSelection(options.targets, in: graph)
        try Publisher.check(figures: selection.figures, graph: graph, in: space, database: database)
        if !options.keepGoing {
            try Publisher.checkPlaces(figures: selection.figures, graph: graph, in: space)
        }
        let stages = selection.closure.map { graph[$0] }
        var cache = state.files
        let files = try ProjectFiles.read(stages, in: space, cache: &cache)
        if !options.keepGoing { try files.requireAll(of: stages) }
        try ScratchLayout.check(stages, files: files, root: space.root)
        let decider = StageDecider(
            graph: graph, files: files, state: state, database: database, store: store,
            storeFolder: store.openedFolder, environment: environment,
            forced: options.force ? selection.named : [],
            proof: PublicationProof(
                figures: selection.figures, graph: graph, in: space, store: store, cache: cache))
        let interrupts = InterruptWatch(interrupts())
        observer.emit(
            .runStarted(
                pipeline: graph.pipelineName, profile: graph.profile, targets: selection.targets,
                stages: selection.closure.count, jobs: options.jobs))
        let resumed = space.checkpointedStages
        var loop = ExecutionLoop(
            selection, decider: decider, database: database, lease: lease, space: space,
            options: options,
            resources: options.resources
                ?? .ofThisMachine(cores: options.jobs, environment: environment),
            observer: observer)
        let hasCommands = selection.closure.contains { graph[$0].runner == .command }
        let result = await loop.run(interrupts: interrupts) {
            let sandbox = hasCommands ? try await sandbox(options.sandboxing, observer) : nil
            return context(run: start.run, sandbox: sandbox, options: options)
        }
        if let refusal = result.breakdown as? RunTooLong {
            observer.emit(
                .runFinished(
                    outcome: .failed, counts: StageCounts(),
                    wallSeconds: Clock.monotonicSeconds() - start.seconds))
            throw refusal
        }
        try? options.predictor?.record(result.states, resumed: resumed)
        let (report, publication) = finish(
            result, selection: selection, start: start, cache: cache)
        if let memo, report.isWhole {
            database.connection.close()
            let evidence = FreshEvidence(
                space: space, store: store, graph: graph, selection: selection, result: result,
                files: files, publications: publication.present, cache: publication.cache,
                environment: environment)
            keepStamp(evidence, memo, targets: options.targets)
        }
        withExtendedLifetime(interrupts) {
            observer.emit(
                .runFinished(
                    outcome: report.outcome, counts: report.record.counts,
                    wallSeconds: report.record.wallSeconds))
        }
        return report
    }

    /// Leaves what tells the next run in an instant that there is nothing to do. It is the last
    /// thing that is done while the lock is held.
    private func keepStamp(_ evidence: FreshEvidence, _ memo: RunMemo, targets: [String]) {
        guard let stamp = evidence.stamp(memo) else { return }
        FreshCheck(
            memo.source, targets: targets, environment: environment, program: memo.program
        ).keep(stamp)
    }

    /// Keeps what there is to keep, whatever goes wrong with parts of it; the record comes last.
    private func finish(
        _ result: ExecutionResult, selection: TargetSelection, start: RunStart, cache: StatCache
    ) -> (RunReport, Publisher.Outcome) {
        var cache = cache
        var problems = result.breakdown.map { ["\($0)"] } ?? []
        do {
            try save(result, selection: selection, cache: cache)
            cache.markSaved()
        } catch {
            problems.append("\(error)")
        }
        let publication = Publisher.publish(
            figures: selection.figures, graph: graph, in: space, store: store,
            database: database, cache: cache, artifact: result.states.artifact(of:output:))
        problems += publication.problems
        do {
            try database.saveFiles(publication.cache.unsaved)
            if database.connection.wasReplaced { try restore(result, selection: selection) }
        } catch {
            problems.append("\(error)")
        }
        var report = report(
            result, selection: selection, start: start, publication: publication,
            problems: problems)
        do {
            if report.isRecorded { try RunRecordFiles(space).save(report.record) }
            // The next run is to be recorded, even one that finds nothing to do.
            if report.outcome != .succeeded { try FileTree.remove(space.freshStampFolder) }
        } catch {
            report.noteUnrecorded(error)
        }
        return (report, publication)
    }

    /// - Throws: `SandboxUnavailable` where there has to be one.
    private func sandbox(
        _ sandboxing: Sandboxing, _ observer: RunObserver
    ) async throws -> Sandbox? {
        guard sandboxing != .off else { return nil }
        switch await SandboxProbe.examine(root: space.root) {
        case .works(let sandbox): return sandbox
        case .fails(let reason):
            if sandboxing == .required { throw SandboxUnavailable(reason: reason) }
            observer.emit(.note(Self.noSandbox(reason)))
            return nil
        }
    }

    private func context(
        run: String, sandbox: Sandbox?, options: RunOptions
    ) -> AttemptContext {
        AttemptContext(
            run: run, space: space,
            store: ArtifactStore(
                root: space.storeFolder,
                clonesFiles: ArtifactStore.clonesFiles(in: space.scratchFolder)),
            lease: lease,
            programs: programs, environment: environment,
            coreType: ChildEnvironment.coreType(processorFlags: Host.processorFlags()),
            graceSeconds: options.graceSeconds, settings: options.settings,
            keepsScratch: options.keepsScratch, watchesReads: options.watchesReads,
            sandbox: sandbox,
            guards: GuardService(program: programs.guardProgram))
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
        try database.saveLatest(latest, scope: scope)
        try database.saveFiles(cache.unsaved)
    }

    /// Puts what this run knows of the pipeline into the file that took the place of a damaged
    /// one, so that the next run need not build it again.
    private func restore(_ result: ExecutionResult, selection: TargetSelection) throws {
        var latest = state.latest
        var made = state.made
        for id in selection.closure {
            guard case .finished(let finished) = result.states[id.index] else { continue }
            latest[graph[id].name] = finished.fingerprint
            if made[finished.fingerprint] == nil {
                made[finished.fingerprint] = MadeBefore(
                    outputs: finished.outputs, wallSeconds: finished.usage?.wallSeconds ?? 0)
            }
        }
        try database.restore(made)
        try database.saveLatest(latest, scope: scope)
    }

    private var scope: StageScope {
        StageScope(pipeline: graph.pipelineName, profile: graph.resultsName)
    }

    /// Whether the last run did not succeed, or was killed; asked by one that has left no logs.
    private var leftUndone: Bool {
        let files = RunRecordFiles(space)
        let last = try? files.newestHead(pipeline: graph.pipelineName, profile: graph.profile)
        if let last, last.outcome != RunOutcome.succeeded.name { return true }
        let lost = try? LostRuns(
            in: space, graph: graph, recorded: Set(files.runs()), isRunning: false)
        return lost?.last(after: last?.run) != nil
    }

    private func report(
        _ result: ExecutionResult, selection: TargetSelection, start: RunStart,
        publication: Publisher.Outcome, problems: [String]
    ) -> RunReport {
        let states = selection.closure.map { result.states[$0.index] }
        let counts = StageCounts(states)
        let changes =
            counts.built + counts.failed + counts.interrupted + counts.skipped
            + publication.written.count
            + publication.removed.count + problems.count
        // What an earlier run has left undone is done, without anything having been done for it.
        let isRecorded = changes > 0 || leftUndone
        let outcome: RunOutcome =
            result.outcome == .succeeded && !problems.isEmpty ? .failed : result.outcome
        let record = RunRecord(
            run: start.run, pipeline: graph.pipelineName, profile: graph.profile,
            results: graph.resultsName, targets: selection.targets, startedAt: start.time,
            finishedAt: Clock.timestamp(),
            wallSeconds: Clock.monotonicSeconds() - start.seconds, outcome: outcome.name,
            counts: counts,
            host: isRecorded ? Host.description() : [:],
            stages: zip(selection.closure, states).map { id, state in
                RunRecord.StageOutcome(
                    stage: graph[id].name, state: state, course: result.courses[id])
            },
            published: publication.written, unpublished: publication.removed,
            problems: problems.isEmpty ? nil : problems)
        return RunReport(outcome: outcome, record: record, isRecorded: isRecorded)
    }
}

extension PipelineRunner {
    fileprivate static func noSandbox(_ reason: String) -> String {
        """
        commands can read what they do not declare, and use the network: \(reason)
        """
    }
}

/// How a run ended.
package struct RunReport: Sendable {
    /// Failed when a stage did, and when anything else went wrong.
    package private(set) var outcome: RunOutcome
    package private(set) var record: RunRecord
    /// Whether the record was kept: a run that found nothing to do leaves none.
    package private(set) var isRecorded: Bool

    /// Whether everything that was asked for is there and published.
    fileprivate var isWhole: Bool { outcome == .succeeded && problems.isEmpty }

    package var failures: [StageFailure] { record.stages.compactMap(\.failure) }
    /// What went wrong beside the stages, such as a folder in the way of a published file.
    package var problems: [String] { record.problems ?? [] }
    /// Files that were written because they were missing or different, relative to the root.
    package var published: [String] { record.published }

    fileprivate init(outcome: RunOutcome, record: RunRecord, isRecorded: Bool) {
        self.outcome = outcome
        self.record = record
        self.isRecorded = isRecorded
    }

    fileprivate mutating func noteUnrecorded(_ error: any Error) {
        isRecorded = false
        record.problems = problems + ["\(error)"]
        if outcome == .succeeded { outcome = .failed }
        record.outcome = outcome.name
    }
}

/// The name of a run, and when it began.
private struct RunStart {
    let run: String
    let time = Clock.timestamp()
    /// On the clock that never jumps.
    let seconds = Clock.monotonicSeconds()

    /// - Parameter newest: when the newest run that is known began.
    init(after newest: Int64?) { run = RunID.make(after: newest) }
}
