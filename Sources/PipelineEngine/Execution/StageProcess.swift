internal import PipelineLanguage
internal import Subprocess
internal import SystemPackage

/// A stage's command under the eyes of `nrc-pipe-guard`, which ends it with all its descendants
/// when the task is cancelled or this process is gone.
struct StageProcess: Sendable {
    private static let exitCodeOfMissingProgram: Int32 = 127
    private static let progressInterval = Duration.milliseconds(200)
    /// Beyond the stage's grace time; a guard that is killed takes only the command along.
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
    }

    /// - Parameter report: called with each new line of progress.
    func run(report: @Sendable (ProgressTail.Line) -> Void) async throws -> Outcome {
        let configuration = configuration
        var tail = ProgressTail(scratch: scratch)
        let status: TerminationStatus? = try await withThrowingTaskGroup(
            of: TerminationStatus?.self
        ) { group in
            group.addTask { try await spawn(configuration) }
            group.addTask { await Self.pause() }
            while let finished = try await group.next() {
                if let line = tail.newest() { report(line) }
                if let finished {
                    group.cancelAll()
                    return finished
                }
                // A cancelled pause is over at once; the process still needs its time to end.
                if !Task.isCancelled { group.addTask { await Self.pause() } }
            }
            return nil
        }
        return outcome(status)
    }

    private static func pause() async -> TerminationStatus? {
        try? await Task.sleep(for: progressInterval)
        return nil
    }

    private func spawn(_ configuration: Subprocess.Configuration) async throws -> TerminationStatus
    {
        let output = FileDescriptor(rawValue: log.descriptor)
        return try await Subprocess.run(
            configuration,
            input: .fileDescriptor(
                FileDescriptor(rawValue: context.lifeline), closeAfterSpawningProcess: false),
            output: .fileDescriptor(output, closeAfterSpawningProcess: false),
            error: .fileDescriptor(output, closeAfterSpawningProcess: false)
        ).terminationStatus
    }

    private var configuration: Subprocess.Configuration {
        var arguments = ["--report", scratch.reportPath, "--grace", "\(context.graceSeconds)"]
        if let timeout = stage.timeoutSeconds { arguments += ["--timeout", "\(timeout)"] }
        if let bytes = stage.resources.memoryBytes { arguments += ["--memory", "\(bytes)"] }
        let isOffline = context.isOffline
        var command = command
        if let sandbox = context.sandbox, stage.runner == .command {
            arguments += ["--boxed", "yes"]
            command = sandbox.command(
                command, of: stage, scratch: scratch.path, environment: context.environment,
                hasNetwork: stage.wantsNetwork && !isOffline)
        }
        let variables = ChildEnvironment.variables(
            for: stage, scratch: scratch.path, runner: context.environment,
            isOffline: isOffline, coreType: context.coreType, gpus: grant.gpus)
        var options = PlatformOptions()
        // A terminal's Ctrl-C is for the runner, which passes it on as TERM.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(
                signal: .terminate,
                allowedDurationToNextStep: .seconds(
                    context.graceSeconds + Self.graceOfGuardSeconds))
        ]
        return Subprocess.Configuration(
            executable: .path(FilePath(context.programs.guardProgram)),
            arguments: Arguments(arguments + ["--"] + command),
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: variables.compactMap { name, value in
                        Environment.Key(rawValue: name).map { ($0, value) }
                    })),
            workingDirectory: FilePath(scratch.path), platformOptions: options)
    }

    private func outcome(_ status: TerminationStatus?) -> Outcome {
        guard let report = GuardReport.read(scratch.reportPath) else {
            // Whatever the command had started on its own is nobody's child any more.
            AbandonedProcesses.end(of: scratch.path)
            return Outcome(usage: ResourceUsage(), failure: guardFailure(status))
        }
        var outcome = Outcome(usage: report.usage, failure: nil)
        if report.timedOut {
            outcome.failure = .timeout(seconds: stage.timeoutSeconds ?? report.wallSeconds)
        } else if report.memoryExceeded, let limit = stage.resources.memoryBytes {
            outcome.failure = .memoryExceeded(limit: limit, peak: report.peakBytes)
        } else if let signal = report.signal {
            outcome.failure = .signal(signal)
        } else if report.exitCode != 0 {
            outcome.failure = failure(code: report.exitCode ?? Self.exitCodeOfMissingProgram)
        }
        return outcome
    }

    private func failure(code: Int32) -> FailureCause {
        guard stage.runner == .command else { return .exitCode(code) }
        let said = log.tail()
        if context.sandbox != nil, let reason = Sandbox.startFailure(in: said.last) {
            return .cannotStart(reason)
        }
        let reads = UndeclaredReads(
            of: stage, command: command, said: said, project: context.space.root,
            scratch: scratch.path)
        return reads.isEmpty ? .exitCode(code) : .undeclaredReads(exitCode: code, reads)
    }

    private func guardFailure(_ status: TerminationStatus?) -> FailureCause {
        switch status {
        case .exited(Self.exitCodeOfMissingProgram):
            // The guard's own line says which program, and why.
            .cannotStart(log.tail().last ?? "the program is missing or not executable")
        case .exited(let code): .system(Self.guardEnded("exited with code \(code)"))
        case .signaled(let number): .system(Self.guardEnded("was ended by signal \(number)"))
        case nil: .system(Self.guardEnded("is gone"))
        }
    }
}

extension StageProcess {
    fileprivate static func guardEnded(_ how: String) -> String {
        "nrc-pipe-guard, which watches over the stage, \(how)"
    }
}
