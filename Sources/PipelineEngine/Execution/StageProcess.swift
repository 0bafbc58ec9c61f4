internal import Glibc
internal import PipelineLanguage

/// A stage's command under the eyes of `nrc-pipe-guard`, which ends it with all its descendants
/// when the task is cancelled or this process is gone.
struct StageProcess: Sendable {
    private static let progressInterval = Duration.milliseconds(200)
    /// Beyond the stage's grace time; then all are ended that belong to the attempt.
    private static let graceOfGuardSeconds = 60.0

    let context: AttemptContext
    let stage: Stage
    let command: [String]
    let scratch: ScratchFolder
    let log: StageLog
    let grant: ReadyQueue.Grant

    struct Outcome: Sendable {
        var usage: ResourceUsage
        var failure: FailureCause?
        /// `nil` where nobody watched.
        var reads: WatchedReads?
    }

    /// What came of watching what a command looks up.
    enum WatchedReads: Hashable, Sendable {
        case undeclared(UndeclaredReads)
        /// The kernel did not tell, or what it told could not be written down.
        case untold
    }

    /// - Parameter report: called with each new line of progress.
    func run(report: @Sendable (ProgressTail.Line) -> Void) async throws -> Outcome {
        var tail = ProgressTail(scratch: scratch)
        // A worker has progress of its own.
        var said = stage.runner == .command ? SaidLine(log) : nil
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { outcome(try await guardReport()) }
            group.addTask { await Self.pause() }
            while let finished = try await group.next() {
                if let line = tail.newest() {
                    report(line)
                    said = nil
                } else if let text = said?.newest() {
                    report(ProgressTail.Line(message: text))
                }
                if let finished {
                    group.cancelAll()
                    return finished
                }
                // A cancelled pause is over at once; the process still needs its time to end.
                if !Task.isCancelled { group.addTask { await Self.pause() } }
            }
            preconditionFailure("the process outlives all pauses")
        }
    }

    private static func pause() async -> Outcome? {
        try? await Task.sleep(for: progressInterval)
        return nil
    }

    private func guardReport() async throws -> GuardReport? {
        var options = ["--grace", "\(context.graceSeconds)"]
        if let timeout = stage.timeoutSeconds { options += ["--timeout", "\(timeout)"] }
        if let bytes = stage.resources.memoryBytes { options += ["--memory", "\(bytes)"] }
        if watchesReads {
            // Made here: the guard writes to no file that it was not given.
            _ = try OpenFile(lookupsPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            options += ["--lookups", lookupsPath, "--project", context.space.root]
        }
        let isOffline = context.isOffline
        var command = command
        if let sandbox = context.sandbox, stage.runner == .command {
            options += ["--boxed", "yes"]
            command = sandbox.command(
                command, of: stage, scratch: scratch.path, environment: context.environment,
                hasNetwork: stage.wantsNetwork && !isOffline)
        }
        let variables = ChildEnvironment.variables(
            for: stage, scratch: scratch.path, runner: context.environment,
            isOffline: isOffline, coreType: context.coreType, gpus: grant.gpus)
        let folder = scratch.path
        return try await context.guards.run(
            command, options: options, in: folder, environment: variables, log: log.descriptor,
            patience: context.graceSeconds + Self.graceOfGuardSeconds
        ) { AbandonedProcesses.end(of: folder) }
    }

    private var watchesReads: Bool { context.watchesReads && stage.runner == .command }
    private var lookupsPath: String { "\(scratch.path).lookups" }

    private func watchedReads(_ report: GuardReport) -> WatchedReads? {
        guard watchesReads else { return nil }
        defer { try? FileTree.remove(lookupsPath) }
        guard report.lookupsTold, let content = try? FileContent.read(lookupsPath) else {
            return .untold
        }
        return .undeclared(
            UndeclaredReads(
                of: stage,
                lookups: content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) },
                project: context.space.root, scratch: scratch.path,
                cache: CommandCache.folder(environment: context.environment)))
    }

    private func outcome(_ report: GuardReport?) -> Outcome {
        guard let report else {
            AdoptedProcesses.end()
            return Outcome(
                usage: ResourceUsage(), failure: .system("\(GuardError.gone)"))
        }
        var outcome = Outcome(usage: report.usage, failure: nil, reads: watchedReads(report))
        if report.timedOut {
            outcome.failure = .timeout(seconds: stage.timeoutSeconds ?? report.usage.wallSeconds)
        } else if report.memoryExceeded, let limit = stage.resources.memoryBytes {
            outcome.failure = .memoryExceeded(limit: limit, peak: report.usage.peakBytes)
        } else {
            switch report.ending {
            case .notStarted:
                // The guard's own line says which program, and why.
                outcome.failure = cannotStart(log.tail().last ?? "\(GuardError.gone)")
            case .signal(let number): outcome.failure = .signal(number)
            // Asked to end, many programs save what they have and exit as if all was well. A worker says
            // so only when it has finished.
            case .exitCode(0) where report.isStopped && stage.runner == .command:
                outcome.failure = .signal(SIGTERM)
            case .exitCode(0): break
            case .exitCode(let code): outcome.failure = failure(code: code, outcome.reads)
            }
        }
        return outcome
    }

    private func failure(code: Int32, _ watched: WatchedReads?) -> FailureCause {
        guard stage.runner == .command else { return .exitCode(code) }
        let said = log.tail()
        if context.sandbox != nil, let reason = Sandbox.startFailure(in: said.last) {
            return cannotStart(reason)
        }
        let named = undeclaredReads(command, said)
        if !named.isEmpty { return .undeclaredReads(exitCode: code, named) }
        // It may have failed for any other reason.
        if case .undeclared(let reads) = watched, !reads.isEmpty {
            return .undeclaredLookups(exitCode: code, reads)
        }
        return .exitCode(code)
    }

    /// The program may be the project's own, and undeclared.
    private func cannotStart(_ reason: String) -> FailureCause {
        let reads = undeclaredReads(Array(command.prefix(1)), [])
        return .cannotStart(reads.isEmpty ? reason : "\(reason); \(reads)")
    }

    private func undeclaredReads(_ words: [String], _ said: [String]) -> UndeclaredReads {
        UndeclaredReads(
            of: stage, command: words, said: said, project: context.space.root,
            scratch: scratch.path)
    }
}
