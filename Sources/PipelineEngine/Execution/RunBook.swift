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
        _ work: StageWork, _ attempts: Int, _ cause: FailureCause, _ logTail: [String],
        _ usage: ResourceUsage?
    ) -> StageFailure {
        let log = logPath(work.stage)
        let hasLog = (try? FileStatus.following(log)) != nil
        let scratch = ScratchFolder.path(space, run: run, stage: work.stage.id, attempt: attempts)
        let isKept = options.keepsScratch && (try? FileStatus.following(scratch)) != nil
        return StageFailure(
            stage: work.stage.name, cause: cause.description, attempts: attempts,
            logTail: logTail, logPath: hasLog ? log : nil,
            scratchPath: isKept ? scratch : nil, usage: usage,
            logCommand: hasLog ? options.logCommand(of: work.stage.name) : nil,
            rerunCommand: options.rerunCommand(of: work.stage.name))
    }

    func logPath(_ stage: Stage) -> String {
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        return StageLog.path(folder: folder, run: run, stage: stage.name)
    }
}
