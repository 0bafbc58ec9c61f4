internal import Glibc
internal import PipelineLanguage
internal import Subprocess
internal import SystemPackage
internal import WorkerProtocol

/// A stage that has to run, with everything that it needs.
struct StageWork: Sendable {
    var stage: Stage
    var manifest: Manifest
    var fingerprint: Digest
    var inputs: [ResolvedInput]
    var reasons: [StaleReason]
}

/// What all attempts of a run share.
struct AttemptContext: Sendable {
    var run: String
    var space: ProjectSpace
    var store: ArtifactStore
    var programs: Programs
    /// The runner's own variables.
    var environment: [String: String]
    var coreType: String?
    var graceSeconds: Double
    /// Read end of the lifeline; open as long as attempts run.
    var lifeline: Int32
}

/// How an attempt ended.
enum AttemptResult: Sendable {
    case succeeded(outputs: [RecordedOutput], usage: ResourceUsage, provenance: [String: String])
    case failed(FailureCause, logTail: [String])
    /// The run was interrupted.
    case cancelled
}

/// One try at a stage: scratch folder, child process, outputs into the store.
struct StageAttempt: Sendable {
    private static let exitCodeOfMissingProgram: Int32 = 127
    private static let progressInterval = Duration.milliseconds(200)
    private static let requestName = "request.json"
    private static let responseName = "response.json"

    let context: AttemptContext
    let work: StageWork
    let number: Int
    let logPath: String

    private var stage: Stage { work.stage }

    /// - Parameter report: called with each new line of progress.
    func run(report: @Sendable (ProgressTail.Line) -> Void) async -> AttemptResult {
        var log: StageLog?
        do {
            let scratch = try ScratchFolder(
                context.space, run: context.run, stage: stage.id.index, attempt: number)
            defer { scratch.remove() }
            let command = try prepare(scratch)
            let opened = try StageLog(path: logPath, heading: heading(command))
            log = opened
            let outcome = try await execute(
                command, scratch: scratch, log: opened, report: report)
            if let cause = outcome.failure {
                return Task.isCancelled ? .cancelled : .failed(cause, logTail: opened.tail())
            }
            return try finish(scratch, usage: outcome.usage, log: opened)
        } catch {
            if Task.isCancelled { return .cancelled }
            return .failed(.system("\(error)"), logTail: log?.tail() ?? [])
        }
    }

    // MARK: Before

    /// - Returns: the command's words.
    private func prepare(_ scratch: ScratchFolder) throws -> [String] {
        var inputs = work.inputs
        if stage.runner == .worker {
            // The worker reads the project's files where they are.
            for index in inputs.indices {
                inputs[index].contents.removeAll { $0.isProjectFile }
            }
        }
        try scratch.place(inputs, from: context.store, space: context.space)
        for output in stage.outputs {
            try FileTree.createParent(of: scratch.absolute(output.path))
        }
        let outputs = Dictionary(
            stage.outputs.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
        switch stage.runner {
        case .command:
            let paths = Dictionary(
                work.inputs.map { ($0.name, $0.contents.map(\.visibleName)) },
                uniquingKeysWith: { first, _ in first })
            return try CommandLineOfStage(stage, inputs: paths, outputs: outputs).words
        case .worker:
            let request = StageRequest(stage, inputs: workerPaths(scratch), outputs: outputs)
            let path = scratch.absolute(Self.requestName)
            try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL)
                .write(RequestCoding.encode(request))
            return [context.programs.worker, Self.requestName, Self.responseName]
        }
    }

    private func workerPaths(_ scratch: ScratchFolder) -> [String: [String]] {
        var paths: [String: [String]] = [:]
        for input in work.inputs {
            paths[input.name] = input.contents.map { content in
                content.isProjectFile
                    ? context.space.absolute(content.visibleName)
                    : scratch.absolute(content.visibleName)
            }
        }
        return paths
    }

    private func heading(_ command: [String]) -> [String] {
        let attempt = number > 1 ? ", attempt \(number)" : ""
        return [
            "\(stage.name)\(attempt)",
            "kind \(stage.kind), revision \(stage.kindRevision)",
            "fingerprint \(work.fingerprint)",
            "command \(ShellQuoting.join(command))",
        ]
    }

    // MARK: While it runs

    private struct Outcome {
        var usage: ResourceUsage
        var failure: FailureCause?
    }

    private func execute(
        _ command: [String], scratch: ScratchFolder, log: StageLog,
        report: @Sendable (ProgressTail.Line) -> Void
    ) async throws -> Outcome {
        let configuration = configuration(command, scratch: scratch)
        let output = FileDescriptor(rawValue: log.descriptor)
        var tail = ProgressTail(scratch: scratch)
        let status: TerminationStatus? = try await withThrowingTaskGroup(
            of: TerminationStatus?.self
        ) { group in
            group.addTask {
                try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(
                        FileDescriptor(rawValue: context.lifeline),
                        closeAfterSpawningProcess: false),
                    output: .fileDescriptor(output, closeAfterSpawningProcess: false),
                    error: .fileDescriptor(output, closeAfterSpawningProcess: false)
                ).terminationStatus
            }
            group.addTask {
                // Ends with a CancellationError, which says that there is no more to wait for.
                try? await Task.sleep(for: Self.progressInterval)
                return nil
            }
            while let finished = try await group.next() {
                if let line = tail.newest() { report(line) }
                if let finished {
                    group.cancelAll()
                    return finished
                }
                if Task.isCancelled { continue }
                group.addTask {
                    try? await Task.sleep(for: Self.progressInterval)
                    return nil
                }
            }
            return nil
        }
        return outcome(of: status, scratch: scratch, log: log)
    }

    private func configuration(
        _ command: [String], scratch: ScratchFolder
    ) -> Subprocess.Configuration {
        var arguments = ["--report", scratch.reportPath, "--grace", "\(context.graceSeconds)"]
        if let timeout = stage.timeoutSeconds { arguments += ["--timeout", "\(timeout)"] }
        let variables = ChildEnvironment.variables(
            for: stage, scratch: scratch.path, runner: context.environment,
            coreType: context.coreType)
        var options = PlatformOptions()
        // A terminal's Ctrl-C is for the runner, which passes it on as TERM.
        options.processGroupID = 0
        options.teardownSequence = [
            // The guard itself needs no more than the grace time; killed, it takes the command
            // along, but no longer the command's descendants.
            .send(
                signal: .terminate,
                allowedDurationToNextStep: .seconds(context.graceSeconds + 60))
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

    private func outcome(
        of status: TerminationStatus?, scratch: ScratchFolder, log: StageLog
    ) -> Outcome {
        guard let report = GuardReport.read(scratch.reportPath) else {
            return Outcome(usage: ResourceUsage(), failure: guardFailure(status, log: log))
        }
        var outcome = Outcome(usage: report.usage, failure: nil)
        if report.timedOut {
            outcome.failure = .timeout(seconds: stage.timeoutSeconds ?? report.wallSeconds)
        } else if let signal = report.signal {
            outcome.failure = .signal(signal)
        } else if report.exitCode != 0 {
            outcome.failure = .exitCode(report.exitCode ?? Self.exitCodeOfMissingProgram)
        }
        return outcome
    }

    private func guardFailure(_ status: TerminationStatus?, log: StageLog) -> FailureCause {
        switch status {
        case .exited(Self.exitCodeOfMissingProgram):
            // The guard's own line says which program, and why.
            .cannotStart(log.tail().last ?? "the program is missing or not executable")
        case .exited(let code): .system(Self.guardEnded("exited with code \(code)"))
        case .signaled(let number): .system(Self.guardEnded("was ended by signal \(number)"))
        case nil: .system(Self.guardEnded("is gone"))
        }
    }

    // MARK: Afterwards

    private func finish(
        _ scratch: ScratchFolder, usage: ResourceUsage, log: StageLog
    ) throws -> AttemptResult {
        if let cause = try inputChange() ?? missingOutputs(scratch) {
            return .failed(cause, logTail: log.tail())
        }
        var usage = usage
        var provenance: [String: String] = [:]
        if stage.runner == .worker {
            let response = try RequestCoding.decodeResponse(
                try FileContent.read(scratch.absolute(Self.responseName)))
            provenance = response.provenance
            usage.peakBytes = Int64(response.peakBytes)
        }
        var outputs: [RecordedOutput] = []
        for output in stage.outputs {
            let path = scratch.absolute(output.path)
            do {
                let artifact =
                    output.format == .folder
                    ? try context.store.ingestFolder(path) : try context.store.ingestFile(path)
                outputs.append(RecordedOutput(name: output.name, artifact: artifact))
            } catch let error as IngestionError {
                return .failed(
                    .unusableOutput(
                        name: output.name,
                        reason: error.description(relativeTo: scratch.path)),
                    logTail: log.tail())
            }
        }
        return .succeeded(outputs: outputs, usage: usage, provenance: provenance)
    }

    /// Whether something that the stage read is no longer what its fingerprint says.
    private func inputChange() throws -> FailureCause? {
        for input in work.inputs {
            for content in input.contents {
                switch content.origin {
                case .projectFile(let path, let identity):
                    let status = try FileStatus.following(context.space.absolute(path))
                    if status?.identity != identity { return .projectFileChanged(path: path) }
                case .output:
                    if context.store.problem(of: content.artifact) != nil {
                        return .inputOverwritten(input: input.name)
                    }
                }
            }
        }
        return nil
    }

    private func missingOutputs(_ scratch: ScratchFolder) throws -> FailureCause? {
        let missing = try stage.outputs.filter { output in
            try FileStatus.ofLink(at: scratch.absolute(output.path)) == nil
        }
        if missing.isEmpty { return nil }
        let known = Set(work.inputs.flatMap { $0.contents.map(\.visibleName) })
            .union([Self.requestName, Self.responseName, ProgressTail.fileName])
        func text(_ output: Stage.Output) -> String { "\(output.name) (\(output.path))" }
        return .missingOutputs(
            declared: stage.outputs.map(text), missing: missing.map(text),
            written: scratch.writtenFiles(besides: known))
    }
}

extension StageAttempt {
    fileprivate static func guardEnded(_ how: String) -> String {
        "nrc-pipe-guard, which watches over the stage, \(how)"
    }
}

extension ResolvedContent {
    fileprivate var isProjectFile: Bool {
        if case .projectFile = origin { true } else { false }
    }
}
