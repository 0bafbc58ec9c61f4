internal import PipelineLanguage

/// A stage that another process is running, as far as one can tell from outside.
package struct RunningStageState: Hashable, Sendable {
    package var stage: String
    package var run: String
    package var attempt: Int
    /// From 0 to 1, where the stage says.
    package var fraction: Double?
    package var message: String?
}

/// The stages of a pipeline and profile whose attempts have a scratch folder and a log.
struct RunningStages {
    let stages: [RunningStageState]

    /// Of a project in which a run is going on.
    init(of graph: StageGraph, in space: ProjectSpace) {
        let logs = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        stages = ScratchFolder.attempts(in: space).compactMap { attempt in
            guard graph.stages.indices.contains(attempt.stage) else { return nil }
            let name = graph.stages[attempt.stage].name
            // The run may be another pipeline's, whose stages have other numbers.
            let log = StageLog.path(folder: logs, run: attempt.run, stage: name)
            guard (try? FileStatus.ofLink(at: log)).flatMap(\.self) != nil else { return nil }
            let progress = ProgressTail.last(of: attempt.path)
            return RunningStageState(
                stage: name, run: attempt.run, attempt: attempt.number,
                fraction: progress?.fraction, message: progress?.message)
        }.sorted { $0.stage < $1.stage }
    }
}
