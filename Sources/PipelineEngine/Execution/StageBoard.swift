internal import PipelineLanguage

/// Where all stages of a run stand, and which of them can be decided or started next.
struct StageBoard {
    private let decider: StageDecider
    private let book: RunBook
    private let observer: RunObserver
    private let consumers: [[StageID]]

    private(set) var states: [StageState]
    /// How many of its producers are not finished, by stage.
    private var unfinishedProducers: [Int]
    /// Stages to be decided: at first all, then those whose producers are all finished by now. The
    /// next one is the last.
    private var released: [StageID]
    var queue: ReadyQueue
    /// Stages that are running or wait for their next attempt.
    private(set) var active: Set<StageID> = []
    private(set) var firstFailure: StageID?
    /// Of stages that were started.
    private(set) var courses: [StageID: StageCourse] = [:]
    /// How long the stages will presumably take, where somebody has asked.
    var prediction: RunPrediction?
    /// Whether a stage was decided again that was finished.
    private var hasReopened = false
    /// What this run has made, for stages that turn out to be the same.
    private var made: [Digest: FinishedStage] = [:]
    /// The stages whose fingerprint another one that is active has; ready, but not in the queue.
    private var parked: [Digest: [StageID]] = [:]

    private var graph: StageGraph { decider.graph }

    init(
        _ selection: TargetSelection, decider: StageDecider, book: RunBook, observer: RunObserver,
        resources: MachineResources
    ) {
        self.decider = decider
        self.book = book
        self.observer = observer
        let graph = decider.graph
        states = Array(repeating: .undecided(until: []), count: graph.stages.count)
        unfinishedProducers = Array(repeating: 0, count: graph.stages.count)
        var consumers: [[StageID]] = Array(repeating: [], count: graph.stages.count)
        for id in selection.closure {
            let producers = graph[id].producers
            unfinishedProducers[id.index] = producers.count
            for producer in producers { consumers[producer.index].append(id) }
        }
        self.consumers = consumers
        released = selection.closure.reversed()
        queue = ReadyQueue(resources)
    }

    var hasReleased: Bool { !released.isEmpty }

    mutating func nextReleased() -> StageID? { released.popLast() }

    // MARK: Attempts

    /// How far a running stage says that it is.
    mutating func tell(_ id: StageID, _ fraction: Double?) { courses[id]?.tell(fraction) }

    mutating func note(_ failure: StageCourse.Failure, of id: StageID) {
        courses[id]?.fail(failure)
    }

    // MARK: Stages that are the same

    /// What a stage has made, also for stages that were planned as it was, whatever it has settled.
    mutating func note(_ finished: FinishedStage, madeFor fingerprint: Digest) {
        made[fingerprint] = finished
    }

    /// Finishes a stage that was to start with what another one of this run has made.
    ///
    /// - Returns: whether there was one.
    mutating func takeOver(from work: StageWork) -> Bool {
        guard var finished = made[work.fingerprint] else { return false }
        finished.how = .reused
        finished.usage = nil
        queue.release(work.stage.id)
        move(work.stage.id, to: .finished(finished))
        return true
    }

    /// Lets a stage that was to start wait for one that is the same and is at it.
    ///
    /// - Returns: whether there is one.
    mutating func park(_ id: StageID, behind fingerprint: Digest) -> Bool {
        guard parked[fingerprint] != nil else { return false }
        queue.release(id)
        parked[fingerprint]?.append(id)
        return true
    }

    /// From now on others that are the same wait.
    mutating func occupy(_ fingerprint: Digest) {
        parked[fingerprint] = parked[fingerprint] ?? []
    }

    /// Those that waited for the end of a stage with their fingerprint take what it made, or one
    /// of them tries next.
    mutating func unpark(_ fingerprint: Digest) {
        for id in parked.removeValue(forKey: fingerprint) ?? [] { queue.add(graph[id]) }
    }

    // MARK: Going back

    /// Has a finished stage decided again, as what it has made is not what it was; whoever has not
    /// begun to read that waits until it is finished anew.
    mutating func reopen(_ id: StageID, _ finished: FinishedStage) {
        hasReopened = true
        made = made.filter { $0.value.fingerprint != finished.fingerprint }
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
        wait(id)
    }

    /// Has a stage wait for its producers again; where one of them has failed, for nothing.
    mutating func wait(_ id: StageID) {
        let unfinished = graph[id].producers.filter { !states[$0.index].isFinished }
        if let failed = unfinished.first(where: { states[$0.index].isOver }) {
            move(id, to: .skipped(reason: Self.dependsOn(graph[failed].name)))
            skipConsumers(of: id, because: graph[failed].name)
            return
        }
        unfinishedProducers[id.index] = unfinished.count
        move(id, to: .undecided(until: unfinished))
        if unfinished.isEmpty { released.append(id) }
    }

    /// Has those stages decided again that were finished with other inputs than there are now: one
    /// of their producers ran again, and what it makes is not the same every time.
    mutating func reviseOutdated(_ ids: [StageID]) {
        guard hasReopened else { return }
        for id in ids where !graph[id].producers.isEmpty {
            guard case .finished(let finished) = states[id.index],
                let decision = try? decider.decide(
                    graph[id], artifact: states.artifact(of:output:)),
                decision.fingerprint != finished.fingerprint
            else { continue }
            reopen(id, finished)
        }
    }

    // MARK: State changes

    /// The only place where a stage's state changes; each change is told to the observer.
    mutating func move(_ id: StageID, to state: StageState) {
        let former = states[id.index]
        states[id.index] = state
        active.remove(id)
        let stage = graph[id]
        switch state {
        case .undecided(let producers):
            emitPlan(
                stage,
                decider.forced.contains(id)
                    ? .stale(reasons: [StaleReason.forced.description])
                    : .undecided(until: producers.map { graph[$0].name }))
        case .ready(let work, let attempt):
            queue.add(stage)
            if attempt == 1 {
                emitPlan(stage, .stale(reasons: work.reasons.map(\.description)))
            }
            observer.emit(.stageQueued(stage: stage.name))
        case .running(_, let attempt):
            active.insert(id)
            courses[id, default: StageCourse()].begin(attempt)
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

    // MARK: The end

    /// Where nothing is started any more, what waits for its next attempt has failed with its last.
    mutating func endRetries(isInterrupted: Bool) {
        for id in active.sorted() {
            guard case .retrying(let work, _, _, _) = states[id.index] else { continue }
            move(id, to: ended(work, isInterrupted: isInterrupted))
        }
    }

    /// Ends all of the stages that are not over.
    mutating func skip(_ stages: [StageID], because reason: String, isInterrupted: Bool) {
        for id in stages where !states[id.index].isOver {
            if case .ready(let work, let attempt) = states[id.index], attempt > 1 {
                move(id, to: ended(work, isInterrupted: isInterrupted))
            } else {
                move(id, to: .skipped(reason: reason))
            }
        }
    }

    /// How a stage stands that gets no further attempt.
    private func ended(_ work: StageWork, isInterrupted: Bool) -> StageState {
        guard !isInterrupted, let course = courses[work.stage.id], let last = course.failures.last
        else { return .interrupted(work) }
        return .failed(
            work, book.failure(work.stage, course.attempts, last.cause, last.logTail, last.usage))
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
}

extension StageBoard {
    fileprivate static func dependsOn(_ failed: String) -> String {
        "it needs \(failed), which failed"
    }
}
