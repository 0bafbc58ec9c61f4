internal import PipelineLanguage

/// Runs what is stale. All decisions are taken here, one message at a time; attempts at stages
/// run beside it and only report back.
struct ExecutionLoop {
    /// What happens beside the loop.
    private enum Message: Sendable {
        case progress(StageID, ProgressTail.Line)
        case ended(StageID, AttemptResult)
        case recorded([StageID], (any Error)?)
        case retryDue(StageID)
        case interrupted(Interrupt)
        case tick
    }

    private let selection: TargetSelection
    private var decider: StageDecider
    private let book: RunBook
    private let lease: StoreLease
    private let space: ProjectSpace
    private let options: RunOptions
    private let resources: MachineResources
    private let observer: RunObserver
    private let records: RecordWriter
    private let consumers: [[StageID]]
    private let mailbox: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation

    private var states: [StageState]
    /// How many of its producers are not finished, by stage.
    private var unfinishedProducers: [Int]
    /// Stages whose producers are all finished by now, to be decided again.
    private var released: [StageID] = []
    private var queue: ReadyQueue
    /// Stages that are running or wait for their next attempt.
    private var active: Set<StageID> = []
    /// What stages have made that are running until their records are written.
    private var unrecorded: [StageID: FinishedStage] = [:]
    private var firstFailure: StageID?
    private var starts: [StageID: String] = [:]
    private var interrupt: Interrupt?
    /// Something other than a stage went wrong; nothing more is started.
    private var breakdown: (any Error)?
    /// How often a stage ran again because what it had made was damaged.
    private var rebuilt: [StageID: Int] = [:]
    private static let mostRebuilds = 2
    /// How long the stages will presumably take, where somebody has asked.
    private var prediction: RunPrediction?
    /// What this run has made, for stages that turn out to be the same.
    private var made: [Digest: FinishedStage] = [:]
    /// The stages whose fingerprint another one that is active has; ready, but not in the queue.
    private var parked: [Digest: [StageID]] = [:]

    private var graph: StageGraph { decider.graph }

    init(
        _ selection: TargetSelection, decider: StageDecider, database: StateDatabase,
        lease: StoreLease, space: ProjectSpace, options: RunOptions,
        resources: MachineResources, observer: RunObserver
    ) {
        self.selection = selection
        self.decider = decider
        book = RunBook(run: observer.run, decider: decider, space: space, options: options)
        self.lease = lease
        self.space = space
        self.options = options
        self.observer = observer
        let (mailbox, post) = AsyncStream.makeStream(of: Message.self)
        (self.mailbox, self.post) = (mailbox, post)
        let graph = decider.graph
        records = RecordWriter(
            database: database, store: decider.store,
            scope: StageScope(pipeline: graph.pipelineName, profile: graph.resultsName)
        ) { post.yield(.recorded($0, $1)) }
        states = Array(repeating: .undecided(until: []), count: graph.stages.count)
        unfinishedProducers = Array(repeating: 0, count: graph.stages.count)
        var consumers: [[StageID]] = Array(repeating: [], count: graph.stages.count)
        for id in selection.closure {
            let producers = graph[id].producers
            unfinishedProducers[id.index] = producers.count
            for producer in producers { consumers[producer.index].append(id) }
        }
        self.consumers = consumers
        queue = ReadyQueue(resources)
        self.resources = resources
    }

    /// - Parameters:
    ///   - interrupts: asked for when something has to run at all; the first ends the running
    ///     stages with a grace time, the second at once.
    ///   - makeContext: called when something has to run at all.
    mutating func run(
        interrupts: () -> AsyncStream<Interrupt>,
        makeContext: () async throws -> AttemptContext
    ) async -> ExecutionResult {
        released = selection.closure.reversed()
        considerReleased()
        if !queue.isEmpty, breakdown == nil {
            do {
                prediction = try await options.admit(unfinished) {
                    decider.expectedSeconds(graph[$0])
                }
                try AdoptedProcesses.begin()
                await runStages(context: try await makeContext(), interrupts: interrupts())
            } catch {
                breakdown = error
            }
        }
        if !(breakdown is RunTooLong) { skipTheRest() }
        return ExecutionResult(
            outcome: outcome, states: states, breakdown: breakdown, starts: starts)
    }

    /// What is to run, or might; of stages that are the same, the first one.
    private var unfinished: [StageID] {
        var seen: Set<Digest> = []
        return selection.closure.filter { id in
            switch states[id.index] {
            case .ready(let work, _): seen.insert(work.fingerprint).inserted
            case .undecided: true
            default: false
            }
        }
    }

    private var outcome: RunOutcome {
        if let interrupt { return .interrupted(interrupt) }
        return firstFailure == nil && breakdown == nil ? .succeeded : .failed
    }

    private mutating func runStages(
        context: AttemptContext, interrupts: AsyncStream<Interrupt>
    ) async {
        let post = post
        await withDiscardingTaskGroup { watchers in
            watchers.addTask {
                for await interrupt in interrupts { post.yield(.interrupted(interrupt)) }
            }
            watchers.addTask {
                while (try? await Task.sleep(for: RunObserver.tickInterval)) != nil {
                    post.yield(.tick)
                }
            }
            await withDiscardingTaskGroup { attempts in
                startReady(in: &attempts, context: context)
                var messages = mailbox.makeAsyncIterator()
                while !active.isEmpty, let message = await messages.next() {
                    handle(message, in: &attempts, guards: context.guards)
                    considerReleased()
                    if breakdown != nil { attempts.cancelAll() }
                    startReady(in: &attempts, context: context)
                }
                attempts.cancelAll()
            }
            watchers.cancelAll()
        }
    }

    private mutating func handle(
        _ message: Message, in attempts: inout DiscardingTaskGroup, guards: GuardService
    ) {
        switch message {
        case .tick: observer.onTick()
        case .progress(let id, let line):
            guard case .running(let work, _) = states[id.index] else { return }
            if let checkpoint = line.checkpoint {
                observer.emit(.stageCheckpoint(stage: work.stage.name, message: checkpoint))
            }
            guard line.fraction != nil || line.message != nil else { return }
            observer.emit(
                .stageProgress(
                    stage: work.stage.name, fraction: line.fraction, message: line.message))
        case .retryDue(let id):
            guard case .retrying(let work, let attempt, _, _) = states[id.index] else { return }
            move(id, to: .ready(work, attempt: attempt))
        case .ended(let id, let result):
            guard case .running(let work, let attempt) = states[id.index] else { return }
            queue.release(id)
            end(work, attempt: attempt, result)
            if case .retrying(_, _, let seconds, _) = states[id.index] {
                attempts.addTask { [post] in
                    try? await Task.sleep(for: .seconds(seconds))
                    post.yield(.retryDue(id))
                }
            }
        case .recorded(let ids, let problem):
            for id in ids { finish(id, problem) }
        case .interrupted(let interrupt):
            // Every guard ends its command at once when it is asked a second time.
            if self.interrupt != nil { guards.cut() }
            self.interrupt = self.interrupt ?? interrupt
            attempts.cancelAll()
            for id in active.sorted() {
                guard case .retrying(let work, _, _, _) = states[id.index] else { continue }
                move(id, to: .interrupted(work))
            }
        }
    }

    // MARK: Deciding

    /// Decides what has become decidable, and so on; not by recursion, since a chain of stages may
    /// be long. What it finds in the store stays there for this run.
    private mutating func considerReleased() {
        guard !released.isEmpty else { return }
        do {
            try lease.protect { entries in
                while let id = released.popLast() { consider(id, &entries) }
            }
        } catch {
            breakdown = breakdown ?? error
        }
    }

    /// Decides a stage as far as its inputs are there.
    private mutating func consider(_ id: StageID, _ entries: inout StoreLease.Entries) {
        do {
            try move(id, to: decided(graph[id], &entries))
        } catch {
            breakdown = breakdown ?? error
        }
    }

    private func decided(
        _ stage: Stage, _ entries: inout StoreLease.Entries
    ) throws -> StageState {
        let decision = try decider.decide(stage, artifact: artifact)
        guard let decision else {
            return .undecided(until: stage.producers.filter { !states[$0.index].isFinished })
        }
        switch decision.verdict {
        case .fresh(let outputs):
            for output in outputs { entries.add(output.artifact) }
            return .finished(
                FinishedStage(
                    how: .reused, fingerprint: decision.fingerprint, outputs: outputs))
        case .stale(let reasons, let unusable):
            let work = StageWork(
                stage: stage, manifest: decision.manifest, fingerprint: decision.fingerprint,
                inputs: decision.inputs, reasons: reasons, unusable: unusable)
            entries.add(decision.fingerprint)
            let wanted = stage.resources.gpus
            guard wanted <= resources.gpus.count else {
                let cause = FailureCause.tooFewGPUs(wanted: wanted, present: resources.gpus.count)
                return .failed(work, book.failure(work, 0, cause, [], nil))
            }
            return .ready(work, attempt: 1)
        }
    }

    private var startsStages: Bool {
        interrupt == nil && breakdown == nil && (firstFailure == nil || options.keepGoing)
    }

    private mutating func startReady(
        in attempts: inout DiscardingTaskGroup, context: AttemptContext
    ) {
        while startsStages, let grant = queue.next() {
            let id = grant.id
            guard case .ready(let work, let number) = states[id.index] else {
                preconditionFailure("a stage leaves the queue before it leaves the state ready")
            }
            // Another stage of this run may have been the same.
            if var finished = made[work.fingerprint], !decider.forced.contains(id) {
                finished.how = .reused
                finished.usage = nil
                queue.release(id)
                move(id, to: .finished(finished))
                considerReleased()
                continue
            }
            // Or one may be at it right now; a retry is that one itself.
            if parked[work.fingerprint] != nil, number == 1, !decider.forced.contains(id) {
                queue.release(id)
                parked[work.fingerprint]?.append(id)
                continue
            }
            parked[work.fingerprint] = parked[work.fingerprint] ?? []
            if decider.forced.contains(id), number == 1 {
                space.forgetCheckpoint(of: work.fingerprint)
            }
            if number == 1 { setAside(work) }
            move(id, to: .running(work, attempt: number))
            let attempt = StageAttempt(
                context: context, work: work, number: number, grant: grant,
                logPath: book.logPath(work.stage))
            attempts.addTask { [post] in
                post.yield(.ended(id, await attempt.run { post.yield(.progress(id, $0)) }))
            }
        }
    }

    private mutating func end(_ work: StageWork, attempt: Int, _ result: AttemptResult) {
        let id = work.stage.id
        switch result {
        case .cancelled: move(id, to: .interrupted(work))
        case .inputsLost(let producers): rebuild(producers, for: work, attempt: attempt)
        case .succeeded(let success):
            let finished = FinishedStage(
                how: success.outputs == book.formerOutputs(work.stage) ? .sameBytes : .built,
                fingerprint: success.manifest.fingerprint, outputs: success.outputs,
                reasons: work.reasons, usage: success.usage, provenance: success.provenance)
            unrecorded[id] = finished
            records.add(
                RecordWriter.Entry(
                    stage: id,
                    record: book.record(work.stage, finished, manifest: success.manifest)))
        case .failed(let cause, let logTail, let usage):
            if startsStages, cause.isWorthRetrying, attempt <= work.stage.retries {
                let seconds = options.delay(afterAttempt: attempt)
                move(
                    id,
                    to: .retrying(
                        work, attempt: attempt + 1, afterSeconds: seconds, cause: cause))
            } else {
                move(id, to: .failed(work, book.failure(work, attempt, cause, logTail, usage)))
            }
        }
    }

    /// Runs stages again whose artifacts proved to be damaged when `work` was to read them, and
    /// `work` after them.
    private mutating func rebuild(_ producers: [StageID], for work: StageWork, attempt: Int) {
        let id = work.stage.id
        for producer in producers {
            // Another consumer may have told of the damage before.
            guard case .finished(let finished) = states[producer.index],
                work.reads(finished, of: producer)
            else { continue }
            guard rebuilt[producer, default: 0] < Self.mostRebuilds else {
                let cause = FailureCause.system(Self.keepsBreaking(graph[producer].name))
                move(id, to: .failed(work, book.failure(work, attempt, cause, [], nil)))
                return
            }
            rebuilt[producer, default: 0] += 1
            setAside(finished.outputs, of: graph[producer])
            reopen(producer, finished)
        }
        if let lost = graph[id].producers.first(where: {
            states[$0.index].isOver && !states[$0.index].isFinished
        }) {
            move(id, to: .skipped(reason: Self.dependsOn(graph[lost].name)))
            return
        }
        awaitProducers(id)
        unpark(work.fingerprint)
    }

    /// Has a finished stage decided again, by what it made last; whoever has not begun to read
    /// that waits until it is finished anew.
    private mutating func reopen(_ id: StageID, _ finished: FinishedStage) {
        made = made.filter { $0.value.fingerprint != finished.fingerprint }
        decider.remember(finished)
        for consumer in consumers[id.index] {
            switch states[consumer.index] {
            case .undecided(let producers) where !producers.isEmpty:
                unfinishedProducers[consumer.index] += 1
            case .ready(let work, _):
                parked[work.fingerprint]?.removeAll { $0 == consumer }
                queue.remove(consumer)
                unfinishedProducers[consumer.index] = 1
                move(consumer, to: .undecided(until: [id]))
            default: break
            }
        }
        awaitProducers(id)
    }

    /// Decides the stage as soon as its producers are finished.
    private mutating func awaitProducers(_ id: StageID) {
        let missing = graph[id].producers.filter { !states[$0.index].isFinished }
        unfinishedProducers[id.index] = missing.count
        move(id, to: .undecided(until: missing))
        if missing.isEmpty { released.append(id) }
    }

    /// Has those stages decided again that were finished with other inputs than there are now: one
    /// of their producers ran again, and what it makes is not the same every time.
    private mutating func reviseOutdated(_ ids: [StageID]) {
        guard !rebuilt.isEmpty else { return }
        for id in ids where !graph[id].producers.isEmpty {
            guard case .finished(let finished) = states[id.index],
                let decision = try? decider.decide(graph[id], artifact: artifact),
                decision.fingerprint != finished.fingerprint
            else { continue }
            reopen(id, finished)
        }
    }

    private func artifact(_ producer: StageID, _ output: String) -> Artifact? {
        guard case .finished(let finished) = states[producer.index] else { return nil }
        return finished.outputs.first { $0.name == output }?.artifact
    }

    /// - Parameter problem: why the record of what the stage has made could not be written.
    private mutating func finish(_ id: StageID, _ problem: (any Error)?) {
        guard let finished = unrecorded.removeValue(forKey: id),
            case .running(let work, let attempt) = states[id.index]
        else { return }
        if let problem {
            let failure = book.failure(work, attempt, .system("\(problem)"), [], finished.usage)
            move(id, to: .failed(work, failure))
            breakdown = breakdown ?? problem
            return
        }
        // For stages that were planned like this one, whatever it has settled.
        made[work.fingerprint] = finished
        space.forgetCheckpoint(of: work.fingerprint)
        move(id, to: .finished(finished))
        // What was made while an input was made again may be outdated already.
        reviseOutdated([id])
    }

    private func setAside(_ work: StageWork) { setAside(work.unusable, of: work.stage) }

    private func setAside(_ outputs: [RecordedOutput], of stage: Stage) {
        for output in outputs {
            // What cannot be moved is replaced when the stage has run.
            for path in (try? decider.store.setAside(output.artifact)) ?? [] {
                observer.emit(.note(Self.setAside(output.name, of: stage.name, to: path)))
            }
        }
    }

    // MARK: State changes

    /// The only place where a stage's state changes; each change is told to the observer.
    private mutating func move(_ id: StageID, to state: StageState) {
        let former = states[id.index]
        states[id.index] = state
        active.remove(id)
        let stage = graph[id]
        switch state {
        case .undecided(let producers):
            emitPlan(stage, .undecided(until: producers.map { graph[$0].name }))
        case .ready(let work, let attempt):
            queue.add(stage)
            if attempt == 1 {
                emitPlan(stage, .stale(reasons: work.reasons.map(\.description)))
            }
            observer.emit(.stageQueued(stage: stage.name))
        case .running(_, let attempt):
            active.insert(id)
            if starts[id] == nil { starts[id] = Clock.timestamp() }
            observer.emit(
                .stageStarted(
                    stage: stage.name, attempt: attempt, log: book.logPath(stage),
                    expectedSeconds: prediction?.times[id]?.wallSeconds
                        ?? decider.expectedSeconds(stage)))
        case .retrying(_, let attempt, let seconds, let cause):
            active.insert(id)
            observer.emit(
                .stageRetrying(
                    stage: stage.name, attempt: attempt, afterSeconds: seconds,
                    cause: cause.description))
        case .finished(let finished):
            if finished.how != .reused { made[finished.fingerprint] = finished }
            observer.emit(
                .stageFinished(
                    stage: stage.name, outcome: finished.how,
                    wallSeconds: finished.usage?.wallSeconds))
            releaseConsumers(of: id)
            reviseOutdated(consumers[id.index])
        case .failed(_, let failure):
            firstFailure = firstFailure ?? id
            observer.emit(.stageFailed(failure))
            skipConsumers(of: id, because: stage.name)
        case .interrupted: observer.emit(.stageInterrupted(stage: stage.name))
        case .skipped(let reason):
            observer.emit(.stageSkipped(stage: stage.name, reason: reason))
        }
        if state.isOver, let work = former.activeWork { unpark(work.fingerprint) }
    }

    /// Those that waited for the end of a stage with their fingerprint take what it made, or one
    /// of them tries next.
    private mutating func unpark(_ fingerprint: Digest) {
        for id in parked.removeValue(forKey: fingerprint) ?? [] { queue.add(graph[id]) }
    }

    private func emitPlan(_ stage: Stage, _ plan: ExecutionEvent.PlannedAs) {
        observer.emit(
            .stagePlanned(
                stage: stage.name, plan: plan, expectedSeconds: decider.expectedSeconds(stage)))
    }

    private mutating func releaseConsumers(of id: StageID) {
        for consumer in consumers[id.index] {
            unfinishedProducers[consumer.index] -= 1
            guard unfinishedProducers[consumer.index] == 0,
                // Empty: the first walk over all stages has not come to it yet.
                case .undecided(let producers) = states[consumer.index], !producers.isEmpty
            else { continue }
            released.append(consumer)
        }
    }

    private mutating func skipConsumers(of id: StageID, because failed: String) {
        var pending = consumers[id.index]
        while let consumer = pending.popLast() {
            // One that runs has read what was there before its producer ran again.
            guard !states[consumer.index].isOver, !active.contains(consumer) else { continue }
            move(consumer, to: .skipped(reason: Self.dependsOn(failed)))
            pending += consumers[consumer.index]
        }
    }

    /// What was never started, at the end of the run.
    private mutating func skipTheRest() {
        let reason =
            if interrupt != nil {
                Self.interrupted
            } else if let firstFailure {
                Self.stopped(graph[firstFailure].name)
            } else {
                Self.brokenDown
            }
        for id in selection.closure where !states[id.index].isOver {
            move(id, to: .skipped(reason: reason))
        }
    }
}

extension ExecutionLoop {
    fileprivate static let interrupted = "the run was interrupted"
    fileprivate static let brokenDown = "the run could not go on"

    fileprivate static func keepsBreaking(_ stage: String) -> String {
        """
        what \(stage) makes is damaged in the store again and again; is the disk in order? try \
        nrc-pipe verify --store
        """
    }

    fileprivate static func setAside(
        _ output: String, of stage: String, to path: String
    ) -> String {
        "\(stage).\(output) was damaged in the store and lies now in '\(path)'; it is made again"
    }

    fileprivate static func dependsOn(_ failed: String) -> String {
        "it needs \(failed), which failed"
    }

    fileprivate static func stopped(_ failed: String) -> String {
        "the run stopped when \(failed) failed"
    }
}
