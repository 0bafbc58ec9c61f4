internal import PipelineLanguage

/// What a run keeps of its stages, and where: records, logs, and how to repeat what failed.
struct RunBook {
    let run: String
    let decider: StageDecider
    let space: ProjectSpace
    let options: RunOptions

    private var graph: StageGraph { decider.graph }

    func formerOutputs(_ stage: Stage) -> [RecordedOutput]? {
        decider.state.latest[stage.name].flatMap { decider.state.made[$0]?.outputs }
    }

    func record(
        _ stage: Stage, _ finished: FinishedStage, manifest: Manifest
    ) -> StageRecord {
        StageRecord(
            fingerprint: finished.fingerprint, manifest: manifest, outputs: finished.outputs,
            stage: stage.name, run: run, usage: finished.usage ?? ResourceUsage(),
            finishedAt: Clock.timestamp(), provenance: finished.provenance)
    }

    func failure(
        _ stage: Stage, _ attempts: Int, _ cause: FailureCause, _ logTail: [String],
        _ usage: ResourceUsage?
    ) -> StageFailure {
        let log = logPath(stage)
        let hasLog = (try? FileStatus.following(log)) != nil
        let scratch = ScratchFolder.path(space, run: run, stage: stage.id, attempt: attempts)
        let isKept = options.keepsScratch && (try? FileStatus.following(scratch)) != nil
        return StageFailure(
            stage: stage.name, cause: cause.description, attempts: attempts,
            logTail: logTail, logPath: hasLog ? log : nil,
            scratchPath: isKept ? scratch : nil, usage: usage,
            logCommand: hasLog ? options.logCommand(of: stage.name) : nil,
            rerunCommand: options.rerunCommand(of: stage.name))
    }

    /// The cause with names that a person knows in place of paths in the scratch folder:
    /// `make.table` for `…/inputs/table/table.csv`, and project files by their own.
    func worded(_ cause: FailureCause, of stage: Stage, attempt: Int) -> FailureCause {
        guard case .reported(var text) = cause else { return cause }
        let folder = ScratchFolder.path(space, run: run, stage: stage.id, attempt: attempt)
        var names: [(path: String, name: String)] = []
        for input in stage.inputs {
            let visibleNames = ScratchLayout.visibleNames(of: input, stage: stage, graph: graph)
            for (source, visible) in zip(input.sources, visibleNames) {
                guard case .output = source, let visible else { continue }
                names.append(("\(folder)/\(visible)", graph.name(of: source)))
            }
        }
        // One path may be the beginning of another.
        for (path, name) in names.sorted(by: { $0.path.count > $1.path.count }) {
            text = text.replacing(path, with: name)
        }
        return .reported(
            text.replacing("\(folder)/", with: "").replacing("\(space.root)/", with: ""))
    }

    func logPath(_ stage: Stage) -> String {
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        return StageLog.path(folder: folder, run: run, stage: stage.name)
    }
}
