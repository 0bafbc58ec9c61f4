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
    private let mailbox: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation

    private var board: StageBoard
    /// What stages have made that are running until their records are written.
    private var unrecorded: [StageID: FinishedStage] = [:]
    private var interrupt: Interrupt?
    /// Something other than a stage went wrong; nothing more is started.
    private var breakdown: (any Error)?
    /// How often a stage ran again because what it had made was damaged.
    private var rebuilt: [StageID: Int] = [:]
    private static let mostRebuilds = 2

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
        board = StageBoard(
            selection, decider: decider, book: book, observer: observer, resources: resources)
        self.resources = resources
    }

    /// - Parameters:
    ///   - interrupts: the first ends the running stages with a grace time, the second at once.
    ///   - makeContext: called when something has to run at all.
    mutating func run(
        interrupts: InterruptWatch, makeContext: () async throws -> AttemptContext
    ) async -> ExecutionResult {
        considerReleased()
        if !board.queue.isEmpty, breakdown == nil {
            // What comes before the first stage starts may take seconds.
            observer.onTick()
            do {
                try await start(interrupts: interrupts, makeContext: makeContext)
            } catch {
                interrupt = interrupts.first
                // What is no longer wanted cannot be too long.
                if interrupt == nil || !(error is RunTooLong) { breakdown = error }
            }
        }
        if !(breakdown is RunTooLong) { skipTheRest() }
        return ExecutionResult(
            outcome: outcome, states: board.states, breakdown: breakdown, courses: board.courses)
    }

    private mutating func start(
        interrupts: InterruptWatch, makeContext: () async throws -> AttemptContext
    ) async throws {
        let (options, unfinished, decider) = (options, unfinished, decider)
        board.prediction = try await interrupts.cancelling {
            try await options.admit(unfinished, LastMade(decider)) {
                decider.expectedSeconds(decider.graph[$0])
            }
        }
        interrupt = interrupts.first
        guard interrupt == nil else { return }
        let context = try await makeContext()
        try AdoptedProcesses.begin()
        defer { AdoptedProcesses.finish() }
        interrupt = interrupts.first
        if interrupt == nil { await runStages(context: context, interrupts: interrupts) }
    }

    /// What is to run, or might; of stages that are the same, the first one.
    private var unfinished: [StageID] {
        var seen: Set<Digest> = []
        return selection.closure.filter { id in
            switch board.states[id.index] {
            case .ready(let work, _): seen.insert(work.fingerprint).inserted
            case .undecided: true
            default: false
            }
        }
    }

    private var outcome: RunOutcome {
        if let interrupt { return .interrupted(interrupt) }
        return board.firstFailure == nil && breakdown == nil ? .succeeded : .failed
    }

    private mutating func runStages(
        context: AttemptContext, interrupts: InterruptWatch
    ) async {
        let post = post
        interrupts.listen { post.yield(.interrupted($0)) }
        defer { interrupts.ignore() }
        await withDiscardingTaskGroup { watchers in
            watchers.addTask {
                while (try? await Task.sleep(for: RunObserver.tickInterval)) != nil {
                    post.yield(.tick)
                }
            }
            await withDiscardingTaskGroup { attempts in
                startReady(in: &attempts, context: context)
                var messages = mailbox.makeAsyncIterator()
                while !board.active.isEmpty, let message = await messages.next() {
                    handle(message, in: &attempts, guards: context.guards)
                    considerReleased()
                    if !startsStages { board.endRetries(isInterrupted: interrupt != nil) }
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
            guard case .running(let work, _) = board.states[id.index] else { return }
            if let checkpoint = line.checkpoint {
                observer.emit(.stageCheckpoint(stage: work.stage.name, message: checkpoint))
            }
            board.tell(id, line.fraction)
            guard line.fraction != nil || line.message != nil else { return }
            observer.emit(
                .stageProgress(
                    stage: work.stage.name, fraction: line.fraction, message: line.message))
        case .retryDue(let id):
            guard case .retrying(let work, let attempt, _, _) = board.states[id.index] else {
                return
            }
            board.move(id, to: .ready(work, attempt: attempt))
        case .ended(let id, let result):
            guard case .running(let work, let attempt) = board.states[id.index] else { return }
            board.queue.release(id)
            end(work, attempt: attempt, result)
            if case .retrying(_, _, let seconds, _) = board.states[id.index] {
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
        }
    }

    // MARK: Deciding

    /// Decides what has become decidable, and so on; not by recursion, since a chain of stages may
    /// be long. What it finds in the store stays there for this run.
    private mutating func considerReleased() {
        guard board.hasReleased else { return }
        do {
            try lease.protect { entries in
                while let id = board.nextReleased() {
                    // What needs a stage that cannot be started is skipped with it.
                    if !board.states[id.index].isSkipped { consider(id, &entries) }
                }
            }
        } catch {
            breakdown = breakdown ?? error
        }
    }

    /// Decides a stage as far as its inputs are there.
    private mutating func consider(_ id: StageID, _ entries: inout StoreLease.Entries) {
        do {
            try board.move(id, to: decided(graph[id], &entries))
        } catch {
            breakdown = breakdown ?? error
        }
    }

    private func decided(
        _ stage: Stage, _ entries: inout StoreLease.Entries
    ) throws -> StageState {
        if let cause = decider.obstacle(toDeciding: stage)?.cause {
            return .failed(nil, book.failure(stage, 0, cause, [], nil))
        }
        let decision = try decider.decide(stage, artifact: board.states.artifact(of:output:))
        guard let decision else {
            return .undecided(until: stage.producers.filter { !board.states[$0.index].isFinished })
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
            if let cause = decider.obstacle(toStarting: stage, on: resources)?.cause {
                return .failed(work, book.failure(stage, 0, cause, [], nil))
            }
            return .ready(work, attempt: 1)
        }
    }

    private var startsStages: Bool {
        interrupt == nil && breakdown == nil && (board.firstFailure == nil || options.keepGoing)
    }

    private mutating func startReady(
        in attempts: inout DiscardingTaskGroup, context: AttemptContext
    ) {
        while startsStages, let grant = board.queue.next() {
            let id = grant.id
            guard case .ready(let work, let number) = board.states[id.index] else {
                preconditionFailure("a stage leaves the queue before it leaves the state ready")
            }
            if !decider.forced.contains(id) {
                // Another stage of this run may have been the same.
                if board.takeOver(from: work) {
                    considerReleased()
                    continue
                }
                // Or one may be at it right now; a retry is that one itself.
                if number == 1, board.park(id, behind: work.fingerprint) { continue }
            }
            board.occupy(work.fingerprint)
            if decider.forced.contains(id), number == 1 {
                space.forgetCheckpoint(of: work.fingerprint)
            }
            if number == 1 { setAside(work) }
            board.move(id, to: .running(work, attempt: number))
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
        case .cancelled: board.move(id, to: .interrupted(work))
        case .inputsLost(let producers): rebuild(producers, for: work, attempt: attempt)
        case .succeeded(let success):
            let finished = FinishedStage(
                how: success.outputs == book.formerOutputs(work.stage) ? .sameBytes : .built,
                fingerprint: success.manifest.fingerprint, outputs: success.outputs,
                reasons: work.reasons, usage: success.usage, provenance: success.provenance)
            tell(success.reads, of: work.stage)
            unrecorded[id] = finished
            records.add(
                RecordWriter.Entry(
                    stage: id,
                    record: book.record(work.stage, finished, manifest: success.manifest)))
        case .failed(let told, let logTail, let usage):
            let cause = book.worded(told, of: work.stage, attempt: attempt)
            board.note(StageCourse.Failure(cause: cause, logTail: logTail, usage: usage), of: id)
            if startsStages, cause.isWorthRetrying, attempt <= work.stage.retries {
                let seconds = options.delay(afterAttempt: attempt)
                board.move(
                    id,
                    to: .retrying(
                        work, attempt: attempt + 1, afterSeconds: seconds, cause: cause))
            } else {
                let failure = book.failure(work.stage, attempt, cause, logTail, usage)
                board.move(id, to: .failed(work, failure))
            }
        }
    }

    /// Runs stages again whose artifacts proved to be damaged when `work` was to read them, and
    /// `work` after them.
    private mutating func rebuild(_ producers: [StageID], for work: StageWork, attempt: Int) {
        let id = work.stage.id
        for producer in producers {
            // Another consumer may have told of the damage before.
            guard case .finished(let finished) = board.states[producer.index],
                work.reads(finished, of: producer)
            else { continue }
            guard rebuilt[producer, default: 0] < Self.mostRebuilds else {
                let cause = FailureCause.system(Self.keepsBreaking(graph[producer].name))
                let failure = book.failure(work.stage, attempt, cause, [], nil)
                board.move(id, to: .failed(work, failure))
                return
            }
            rebuilt[producer, default: 0] += 1
            setAside(finished.outputs, of: graph[producer])
            decider.remember(finished)
            board.reopen(producer, finished)
        }
        board.wait(id)
        board.unpark(work.fingerprint)
    }

    /// - Parameter problem: why the record of what the stage has made could not be written.
    private mutating func finish(_ id: StageID, _ problem: (any Error)?) {
        guard let finished = unrecorded.removeValue(forKey: id),
            case .running(let work, let attempt) = board.states[id.index]
        else { return }
        if let problem {
            let failure = book.failure(
                work.stage, attempt, .system("\(problem)"), [], finished.usage)
            board.move(id, to: .failed(work, failure))
            breakdown = breakdown ?? problem
            return
        }
        // For stages that were planned like this one, whatever it has settled.
        board.note(finished, madeFor: work.fingerprint)
        space.forgetCheckpoint(of: work.fingerprint)
        board.move(id, to: .finished(finished))
        // What was made while an input was made again may be outdated already.
        board.reviseOutdated([id])
    }

    private func tell(_ reads: StageProcess.WatchedReads?, of stage: Stage) {
        switch reads {
        case .undeclared(let reads) where !reads.isEmpty:
            observer.emit(.note(reads.note(of: stage.name)))
        case .untold: observer.emit(.note(Self.readsUntold(stage.name)))
        case .undeclared, nil: break
        }
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

    /// What was never started, at the end of the run.
    private mutating func skipTheRest() {
        let reason =
            if interrupt != nil {
                Self.interrupted
            } else if let firstFailure = board.firstFailure {
                Self.stopped(graph[firstFailure].name)
            } else {
                Self.brokenDown
            }
        board.skip(selection.closure, because: reason, isInterrupted: interrupt != nil)
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

    fileprivate static func readsUntold(_ stage: String) -> String {
        "what '\(stage)' reads could not be watched: the kernel does not tell it here"
    }

    fileprivate static func setAside(
        _ output: String, of stage: String, to path: String
    ) -> String {
        "\(stage).\(output) was damaged in the store and lies now in '\(path)'; it is made again"
    }

    fileprivate static func stopped(_ failed: String) -> String {
        "the run stopped when \(failed) failed"
    }
}
