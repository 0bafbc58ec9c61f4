internal import Glibc
internal import PipelineLanguage
internal import WorkerProtocol

/// A stage that has to run, with everything that it needs.
struct StageWork: Sendable {
    var stage: Stage
    var manifest: Manifest
    var fingerprint: Digest
    var inputs: [ResolvedInput]
    var reasons: [StaleReason]
    /// What the stage made before and the store no longer has whole.
    var unusable: [RecordedOutput] = []

    /// Whether what it reads of the producer is what that has as finished, and nothing older.
    func reads(_ finished: FinishedStage, of producer: StageID) -> Bool {
        let artifacts = Set(finished.outputs.map(\.artifact))
        return inputs.flatMap(\.contents).allSatisfy { content in
            guard case .output(producer) = content.origin else { return true }
            return artifacts.contains(content.artifact)
        }
    }
}

/// What all attempts of a run share.
struct AttemptContext: Sendable {
    var run: String
    var space: ProjectSpace
    var store: ArtifactStore
    var lease: StoreLease
    var programs: Programs
    /// The runner's own variables.
    var environment: [String: String]
    var coreType: String?
    var graceSeconds: Double
    var settings: [String: [String]]
    /// Whether what failed attempts leave in their folders stays.
    var keepsScratch: Bool
    /// Whether commands are watched for what they read.
    var watchesReads: Bool
    let commandPrograms = CommandPrograms()
    let proven = ProvenObjects()
    /// What commands are shown nothing but their inputs with; `nil` where that does not work.
    var sandbox: Sandbox?
    var guards: GuardService

    var isOffline: Bool { settings["offline"] != nil }
}

/// How an attempt ended.
enum AttemptResult: Sendable {
    case succeeded(AttemptSuccess)
    case failed(FailureCause, logTail: [String], usage: ResourceUsage? = nil)
    /// What these stages made is damaged, or gone from the store.
    case inputsLost([StageID])
    /// The run was interrupted.
    case cancelled
}

struct AttemptSuccess: Sendable {
    var outputs: [RecordedOutput]
    var usage: ResourceUsage
    var provenance: [String: String] = [:]
    /// The stage's manifest with the parameters that it has settled.
    var manifest: Manifest
    /// `nil` where nobody watched.
    var reads: StageProcess.WatchedReads?
}

/// One try at a stage: scratch folder, child process, outputs into the store.
struct StageAttempt: Sendable {
    static let requestName = "request.json"
    static let responseName = "response.json"

    let context: AttemptContext
    let work: StageWork
    let number: Int
    let grant: ReadyQueue.Grant
    let logPath: String

    private var stage: Stage { work.stage }

    /// - Parameter report: called with each new line of progress.
    func run(report: @Sendable (ProgressTail.Line) -> Void) async -> AttemptResult {
        var log: StageLog?
        guard !stage.wantsNetwork || stage.worksOffline || !context.isOffline else {
            return .failed(.needsNetwork, logTail: [])
        }
        do {
            let scratch = try ScratchFolder(
                context.space, run: context.run, stage: stage.id, attempt: number)
            var isKept = false
            defer { if !isKept { scratch.remove() } }
            let lost = lostProducers()
            guard lost.isEmpty else { return .inputsLost(lost) }
            let command = try prepare(scratch)
            let opened = try StageLog(path: logPath, heading: heading(command))
            log = opened
            let provenance =
                stage.runner == .command
                ? context.commandPrograms.provenance(
                    of: command, stage: stage, environment: context.environment) : [:]
            let process = StageProcess(
                context: context, stage: stage, command: command, scratch: scratch, log: opened,
                grant: grant)
            let outcome = try await process.run(report: report)
            if let cause = outcome.failure {
                if Task.isCancelled { return .cancelled }
                isKept = context.keepsScratch
                return failed(cause, opened.tail(), outcome.usage)
            }
            let result = try finish(scratch, outcome, log: opened, provenance: provenance)
            if case .failed = result { isKept = context.keepsScratch }
            return result
        } catch {
            if Task.isCancelled { return .cancelled }
            return .failed(.system("\(error)"), logTail: log?.tail() ?? [])
        }
    }

    /// A built-in stage that exits has said why in its last words.
    private func failed(
        _ cause: FailureCause, _ tail: [String], _ usage: ResourceUsage
    ) -> AttemptResult {
        let mark = FailureMark.text
        guard stage.runner == .worker, case .exitCode = cause,
            let start = tail.lastIndex(where: { $0.hasPrefix(mark) })
        else { return .failed(cause, logTail: tail, usage: usage) }
        let text = tail[start...].joined(separator: "\n").dropFirst(mark.count)
        return .failed(.reported(String(text)), logTail: tail, usage: usage)
    }

    // MARK: Before

    /// Stages whose artifacts, which this one is to read, are not in the store as they were.
    private func lostProducers() -> [StageID] {
        var lost: Set<StageID> = []
        for content in work.inputs.flatMap(\.contents) {
            guard case .output(let producer) = content.origin, !lost.contains(producer) else {
                continue
            }
            if context.store.sampledProblem(of: content.artifact, proven: context.proven) != nil {
                lost.insert(producer)
            }
        }
        return lost.sorted()
    }

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
                work.inputs.map { ($0.name, $0.paths) },
                uniquingKeysWith: { first, _ in first })
            return try CommandLineOfStage(stage, inputs: paths, outputs: outputs).words
        case .worker:
            let request = StageRequest(
                stage, inputs: workerPaths(scratch), outputs: outputs, threads: grant.cores,
                surroundings: surroundings)
            let path = scratch.absolute(Self.requestName)
            // It may hold addresses with passwords: mirrors, proxies.
            try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
                .write(RequestCoding.encode(request))
            return [context.programs.worker, Self.requestName, Self.responseName]
        }
    }

    private var surroundings: StageSurroundings {
        StageSurroundings(
            project: context.space.root, store: context.store.root,
            cache: context.space.cacheFolder,
            checkpoints: context.space.checkpointFolder(of: work.fingerprint),
            memoryBytes: stage.resources.memoryBytes.map(Int.init), settings: context.settings)
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

    // MARK: Afterwards

    private func finish(
        _ scratch: ScratchFolder, _ outcome: StageProcess.Outcome, log: StageLog,
        provenance: [String: String]
    ) throws -> AttemptResult {
        let usage = outcome.usage
        if let cause = try inputChange(scratch) ?? missingOutputs(scratch) {
            return .failed(cause, logTail: log.tail(), usage: usage)
        }
        var success = AttemptSuccess(
            outputs: [], usage: usage, provenance: provenance, manifest: work.manifest,
            reads: outcome.reads)
        if stage.runner == .worker {
            let response = try RequestCoding.decodeResponse(
                try FileContent.read(scratch.absolute(Self.responseName)))
            success.provenance = response.provenance
            success.usage.peakBytes = Int64(response.peakBytes)
            success.manifest.settle(response.settled ?? [:])
        }
        for output in stage.outputs {
            do {
                let artifact = try context.store.ingest(
                    output.path, of: scratch.path,
                    kind: output.format == .folder ? .folder : .file, under: context.lease)
                success.outputs.append(RecordedOutput(name: output.name, artifact: artifact))
            } catch let error as IngestionError {
                return .failed(
                    .unusableOutput(
                        name: output.name,
                        reason: error.description(relativeTo: scratch.path)),
                    logTail: log.tail(), usage: success.usage)
            }
        }
        // What was declared has gone into the store by now.
        if let cause = undeclaredWrites(scratch) { return .failed(cause, logTail: log.tail()) }
        return .succeeded(success)
    }

    /// Whether something that the stage read is no longer what its fingerprint says.
    private func inputChange(_ scratch: ScratchFolder) throws -> FailureCause? {
        for input in work.inputs {
            for content in input.contents {
                switch content.origin {
                case .projectFile(let path, let identity):
                    guard
                        try isUnchanged(
                            content, at: context.space.absolute(path), identity: identity,
                            in: scratch)
                    else { return .projectFileChanged(path: path) }
                    if stage.runner == .command, try !scratch.isIntact(content) {
                        return .inputOverwritten(input: input.name)
                    }
                case .output:
                    if context.store.problem(of: content.artifact) != nil {
                        return .inputOverwritten(input: input.name)
                    }
                }
            }
        }
        return nil
    }

    /// Whether the file is as it was hashed; one that was touched, or saved again as it was, is.
    private func isUnchanged(
        _ content: ResolvedContent, at path: String, identity: FileIdentity,
        in scratch: ScratchFolder
    ) throws -> Bool {
        guard let status = try FileStatus.following(path), status.kind == .file else {
            return false
        }
        if status.identity == identity { return true }
        let artifact = content.artifact
        guard status.identity.size == artifact.size,
            status.isExecutable == (artifact.kind == .executable)
        else { return false }
        // A command's copy may be from a moment at which the file was another.
        let copy = stage.runner == .command ? [scratch.absolute(content.visibleName)] : []
        return try ([path] + copy).allSatisfy {
            try FileHasher.hash($0).digest == artifact.digest
        }
    }

    private func missingOutputs(_ scratch: ScratchFolder) throws -> FailureCause? {
        let missing = try stage.outputs.filter { output in
            try FileStatus.ofLink(at: scratch.absolute(output.path)) == nil
        }
        if missing.isEmpty { return nil }
        func text(_ output: Stage.Output) -> String { "\(output.name) (\(output.path))" }
        return .missingOutputs(
            declared: stage.outputs.map(text), missing: missing.map(text),
            written: scratch.writtenFiles(besides: placedNames))
    }

    /// A worker is this program's own, and what it writes besides goes away with the folder.
    private func undeclaredWrites(_ scratch: ScratchFolder) -> FailureCause? {
        guard stage.runner == .command else { return nil }
        let written = scratch.writtenFiles(besides: placedNames)
        return written.isEmpty
            ? nil : .undeclaredWrites(written, taken: Set(stage.outputs.map(\.name)))
    }

    /// What lies in the scratch folder without the stage having written it.
    private var placedNames: Set<String> {
        Set(work.inputs.flatMap { $0.contents.map(\.visibleName) })
            .union([Self.requestName, Self.responseName, ProgressTail.fileName])
    }
}

extension Manifest {
    /// Gives parameters the values that the stage found; no others come in this way.
    fileprivate mutating func settle(_ values: [String: RequestValue]) {
        for index in parameters.indices {
            guard let value = values[parameters[index].name] else { continue }
            parameters[index].value = ParameterValue(value)
        }
    }
}

extension ResolvedContent {
    fileprivate var isProjectFile: Bool {
        if case .projectFile = origin { true } else { false }
    }
}
