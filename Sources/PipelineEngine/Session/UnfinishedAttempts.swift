internal import PipelineLanguage

/// How a stage fared when it was last tried, and did not succeed.
package struct UnfinishedAttempt: Hashable, Sendable {
    package enum Ending: String, Hashable, Sendable, Codable {
        case failed, interrupted
        /// Nothing tells how it ended: the runner was killed.
        case lost
    }

    package var ending: Ending
    package var run: String
    /// When the attempt, or its run, began.
    package var time: String?
    /// Why it failed.
    package var cause: String?
    /// Whether it got so far as to have a log.
    package var hasLog = true
    /// How far it was, from 0 to 1.
    package var fraction: Double?
    /// With what fingerprint it was tried.
    var fingerprint: Digest?
    /// Whether it has a checkpoint to go on from.
    package var goesOn = false
    /// Whether it would be tried with other settings or inputs now.
    package var isOutdated = false

    /// What is left to do of the whole.
    package var remainingShare: Double { goesOn ? 1 - (fraction ?? 0) : 1 }

    /// Finds whether a run would try the same now, and from where.
    ///
    /// - Parameters:
    ///   - planned: with what fingerprint it would be tried. A lost attempt has left none, and is
    ///     taken to be of the same.
    ///   - checkpoints: the fingerprints that have one, in hexadecimal.
    mutating func compare(with planned: Digest?, checkpoints: Set<String>) {
        guard let tried = fingerprint ?? (ending == .lost ? planned : nil) else { return }
        isOutdated = planned.map { $0 != tried } ?? false
        goesOn = !isOutdated && checkpoints.contains(tried.hex)
    }
}

/// The last attempts of stages that are not fresh, as far as they did not succeed.
struct UnfinishedAttempts {
    /// A run of 100,000 stages has a record of some megabytes, and looking must not take long.
    private static let mostBytes = 16 << 20
    /// Runs without a record, newest first, that are looked at.
    private static let mostLost = 3

    private(set) var byStage: [String: UnfinishedAttempt] = [:]

    private let space: ProjectSpace
    private let graph: StageGraph
    /// Stages of which nothing newer has told yet.
    private var open: Set<String>

    /// - Parameter database: what a killed run has finished.
    init(
        of stages: Set<String>, in graph: StageGraph, space: ProjectSpace, database: StateDatabase?
    ) throws {
        self.space = space
        self.graph = graph
        open = stages
        guard !stages.isEmpty else { return }
        let files = RunRecordFiles(space)
        let recorded = try files.runs()
        let lost = try LostRuns(
            in: space, graph: graph, recorded: Set(recorded),
            isRunning: RunLock.holder(of: space) != nil
        ).runs.prefix(Self.mostLost)
        var bytes = 0
        // The names of runs say when they began.
        for run in (recorded + lost).sorted(by: >) where !open.isEmpty && bytes < Self.mostBytes {
            if lost.contains(run) {
                try addLost(run, database)
                continue
            }
            guard let content = try? FileContent.read(files.path(of: run)) else { continue }
            bytes += content.count
            guard let record = try? RunRecordCoding.decode(content),
                record.pipeline == graph.pipelineName, record.profile == graph.profile,
                record.results == graph.resultsName
            else { continue }
            add(record)
        }
    }

    private mutating func add(_ record: RunRecord) {
        for stage in record.stages where open.contains(stage.stage) {
            let ending = UnfinishedAttempt.Ending(rawValue: stage.outcome)
            if ending == nil, stage.outcome == "skipped" { continue }
            open.remove(stage.stage)
            guard let ending else { continue }
            byStage[stage.stage] = UnfinishedAttempt(
                ending: ending, run: record.run, time: stage.startedAt ?? record.startedAt,
                cause: stage.failure?.cause,
                hasLog: ending != .failed || stage.failure?.logPath != nil,
                fraction: stage.fraction,
                fingerprint: stage.fingerprint)
        }
    }

    /// Stages of a killed run, which leaves logs alone.
    private mutating func addLost(_ run: String, _ database: StateDatabase?) throws {
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        let names = Dictionary(
            open.map { (StageLog.fileName($0), $0) }, uniquingKeysWith: { first, _ in first })
        let finished = try database?.stages(madeIn: run) ?? []
        for file in (try? FileTree.names(in: "\(folder)/\(run)")) ?? [] {
            guard let stage = names[file], open.contains(stage) else { continue }
            open.remove(stage)
            if finished.contains(stage) { continue }
            byStage[stage] = UnfinishedAttempt(
                ending: .lost, run: run,
                time: RunID.wallNanoseconds(of: run).map {
                    Clock.timestamp(wallNanoseconds: $0)
                })
        }
    }
}

/// Runs of a pipeline under a profile that were killed: they have left logs and no record.
struct LostRuns {
    /// The newest first; the one that is going on is none of them.
    let runs: [String]

    /// - Parameter isRunning: whether the newest one may be going on.
    init(
        in space: ProjectSpace, graph: StageGraph, recorded: Set<String>, isRunning: Bool
    ) throws {
        let folder = space.logFolder(pipeline: graph.pipelineName, profile: graph.profile)
        let logged = try FileTree.namesIfPresent(in: folder)
        let going = isRunning ? logged.last : nil
        runs = logged.reversed().filter { !recorded.contains($0) && $0 != going }
    }

    /// The newest one, where none that is recorded has followed it.
    ///
    /// - Parameter recorded: the last run with a record, of the same pipeline and profile.
    func last(after recorded: String?) -> String? {
        runs.first { $0 > recorded ?? "" }
    }
}
