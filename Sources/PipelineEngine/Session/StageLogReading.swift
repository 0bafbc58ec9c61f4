internal import PipelineLanguage

extension PipelineReader {
    /// The log that tells how a stage's outputs came about, or how its last attempt failed.
    ///
    /// - Parameter run: an id, the beginning of one, `last` or `last~N`; `nil` for the run that made
    ///   what a fresh stage has, and the last attempt of a stage that is not fresh.
    /// - Returns: `nil` when there is no such log.
    /// - Throws: `UnknownTargets`, `NotOneStage`, `UnknownRun`.
    package func log(of name: String, run: String?) throws -> StageLogChoice? {
        guard let run else { return try show(stage: name).log }
        let stage = try oneStage(name)
        let id = try self.run(named: run).run
        return logs(of: stage.name).first { $0.run == id }.map {
            StageLogChoice(run: $0.run, path: $0.path)
        }
    }

    /// - Parameter record: what made the outputs of a fresh stage.
    func log(of stage: String, madeBy record: StageRecord?) throws -> StageLogChoice? {
        let own = logs(of: stage)
        guard let record else {
            return own.last.map { StageLogChoice(run: $0.run, path: $0.path) }
        }
        // Another stage, or another profile or pipeline, may have made the same before.
        let making =
            own.first { $0.run == record.run }?.path ?? logPath(run: record.run, of: record.stage)
        let later = own.last.map(\.run).flatMap { $0 > record.run ? $0 : nil }
        return making.map { StageLogChoice(run: record.run, path: $0, laterAttempt: later) }
    }

    /// The stage's logs under this pipeline and profile, the oldest first.
    func logs(of stage: String) -> [(run: String, path: String)] {
        let file = StageLog.fileName(stage)
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        let runs = (try? FileTree.names(in: folder)) ?? []
        return runs.compactMap { run in
            let path = "\(folder)/\(run)/\(file)"
            return Self.isThere(path) ? (run, path) : nil
        }
    }

    private func logPath(run: String, of stage: String) -> String? {
        let file = StageLog.fileName(stage)
        for pipeline in (try? FileTree.names(in: space.logFolder)) ?? [] {
            let folder = "\(space.logFolder)/\(pipeline)"
            for profile in (try? FileTree.names(in: folder)) ?? [] {
                let path = "\(folder)/\(profile)/\(run)/\(file)"
                if Self.isThere(path) { return path }
            }
        }
        return nil
    }

    private static func isThere(_ path: String) -> Bool {
        (try? FileStatus.following(path)).flatMap(\.self) != nil
    }
}

/// A log of one stage, and the run that wrote it.
package struct StageLogChoice: Hashable, Sendable {
    package var run: String
    package var path: String
    /// A later run that tried the stage again, with other settings or without success.
    package var laterAttempt: String?
}
