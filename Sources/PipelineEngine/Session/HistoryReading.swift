internal import PipelineLanguage

extension PipelineReader {
    /// The runs of this pipeline under this profile that left a record, the newest first.
    package func runs() throws -> [RunRecord] {
        try RunRecordFiles(space).newest(pipeline: graph.pipelineName, profile: graph.profile)
    }

    /// A run by its name.
    ///
    /// - Parameter name: an id of any pipeline's run, the beginning of one, `last` for the last run of
    ///   this pipeline and profile, or `last~N` for the Nth before it.
    /// - Throws: `UnknownRun`.
    package func run(named name: String) throws -> RunRecord {
        let files = RunRecordFiles(space)
        if let age = RunID.age(name) {
            let runs = try files.newest(
                age + 1, pipeline: graph.pipelineName, profile: graph.profile)
            guard runs.count > age else { throw UnknownRun.tooOld(name, kept: runs.count) }
            return runs[age]
        }
        return try files.record(named: name)
    }

    /// Everything that is known of a stage's attempts under this pipeline and profile, the newest
    /// first.
    ///
    /// - Throws: `UnknownTargets`, `NotOneStage`, `StateError`.
    package func history(of name: String) throws -> [StageHistoryEntry] {
        let stage = try oneStage(name)
        var entries: [String: StageHistoryEntry] = [:]
        for record in try runs() {
            guard let outcome = record.stages.first(where: { $0.stage == stage.name }),
                outcome.startedAt != nil || outcome.failure != nil
            else { continue }
            entries[record.run] = StageHistoryEntry(outcome, of: record)
        }
        let logs = logs(of: stage.name)
        let isRunning = RunLock.holder(of: space) != nil
        for log in logs {
            if entries[log.run] != nil {
                entries[log.run]?.logPath = log.path
            } else {
                let mayRun = isRunning && log.run == logs.last?.run
                entries[log.run] = try unrecorded(log, of: stage, mayRun: mayRun)
            }
        }
        return entries.values.sorted { $0.run > $1.run }
    }

    /// An attempt of a run that left no record: it was killed, or is still going on.
    private func unrecorded(
        _ log: (run: String, path: String), of stage: Stage, mayRun: Bool
    ) throws -> StageHistoryEntry {
        let made = try database?.record(madeBy: stage.name, run: log.run)
        return StageHistoryEntry(
            run: log.run, time: made?.finishedAt, results: nil,
            result: made != nil ? .built : mayRun ? .running : .lost, reasons: [],
            usage: made?.usage, fingerprint: made?.fingerprint, attempts: 1, failures: [],
            fraction: nil, logPath: log.path)
    }
}

/// One run's attempts at a stage.
package struct StageHistoryEntry: Sendable, Hashable {
    package enum Result: String, Sendable, Hashable, Codable {
        case built
        case sameBytes = "same-bytes"
        case failed, interrupted
        case running
        /// Nothing tells how it ended: the runner was killed.
        case lost
    }

    package var run: String
    /// When it was started; for one without a run's record, when it was finished.
    package var time: String?
    /// The folder below `results/` that the run was for.
    package var results: String?
    package var result: Result
    /// Why it ran.
    package var reasons: [String]
    package var usage: ResourceUsage?
    package var fingerprint: Digest?
    package var attempts: Int
    /// Why attempts failed, in order; the last one decided where the stage failed.
    package var failures: [String]
    /// How far it was when it was interrupted, from 0 to 1.
    package var fraction: Double?
    package var logPath: String?
}

extension StageHistoryEntry {
    fileprivate init?(_ outcome: RunRecord.StageOutcome, of record: RunRecord) {
        guard let result = Result(rawValue: outcome.outcome) else { return nil }
        self.init(
            run: record.run, time: outcome.startedAt ?? record.startedAt, results: record.results,
            result: result,
            reasons: outcome.reasons ?? [], usage: outcome.usage,
            fingerprint: outcome.fingerprint, attempts: outcome.attempts ?? 1,
            failures: (outcome.failedAttempts ?? []).map(\.cause), fraction: outcome.fraction,
            logPath: nil)
    }
}

/// A name that is no run's.
package enum UnknownRun: Error, Hashable {
    case none(String)
    case several(String, [String])
    case tooOld(String, kept: Int)
    case unreadable(String, path: String)
}

extension UnknownRun: CustomStringConvertible {
    package var description: String {
        switch self {
        case .none(let name):
            "no run is named '\(name)'; `nrc-pipe history` lists them, or say last or last~1"
        case .several(let name, let runs):
            "'\(name)' is the beginning of several runs: \(runs.joined(separator: ", "))"
        case .tooOld(let name, let kept):
            kept == 0
                ? "there is no run '\(name)': nothing was run under this pipeline and profile"
                : "there is no run '\(name)': only \(kept) are recorded for this pipeline and profile"
        case .unreadable(let run, let path): "the record of run \(run), '\(path)', cannot be read"
        }
    }
}
