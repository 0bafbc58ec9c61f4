internal import PipelineEngine

/// How much of a run is done, and how long the rest will take by former runs' times.
struct RunForecast {
    private(set) var total = 0
    private(set) var done = 0
    private(set) var failed = 0
    private var cores = 1
    /// Stages that may still run, with the seconds that each took when it last ran.
    private var waiting: [String: Double?] = [:]
    /// Seconds of stages that ran, by definition: the measure for instances that never did.
    private var taken: [Substring: (count: Int, seconds: Double)] = [:]

    mutating func handle(_ change: ExecutionEvent.Change) {
        switch change {
        case .runStarted(_, _, _, let stages, let jobs): (total, cores) = (stages, jobs)
        case .stagePlanned(let stage, _, let expected): waiting[stage] = .some(expected)
        case .stageStarted(let stage, _, _, _): waiting[stage] = nil
        case .stageFinished(let stage, _, let seconds):
            end(stage)
            guard let seconds else { break }
            let (count, sum) = taken[Self.definition(stage)] ?? (0, 0)
            taken[Self.definition(stage)] = (count + 1, sum + seconds)
        case .stageFailed(let failure):
            failed += 1
            end(failure.stage)
        case .stageSkipped(let stage, _), .stageInterrupted(let stage): end(stage)
        case .note, .stageQueued, .stageProgress, .stageCheckpoint, .stageRetrying, .runFinished:
            break
        }
    }

    private mutating func end(_ stage: String) {
        waiting[stage] = nil
        done += 1
    }

    /// A stage at work.
    struct Running {
        let stage: String
        let secondsPassed: Double
        /// `nil` where nothing tells.
        let secondsLeft: Double?
    }

    /// - Returns: `nil` while the time of some stage cannot be told.
    func secondsLeft(_ running: [Running]) -> Double? {
        var siblings: [Substring: Double] = [:]
        for stage in running {
            guard let left = stage.secondsLeft else { continue }
            siblings[Self.definition(stage.stage)] = stage.secondsPassed + left
        }
        let open = waiting.map { stage, expected in
            expected ?? mean(of: stage) ?? siblings[Self.definition(stage)]
        }
        var sum = 0.0
        var longest = 0.0
        for seconds in running.map(\.secondsLeft) + open {
            guard let seconds else { return nil }
            sum += seconds
            longest = max(longest, seconds)
        }
        return max(longest, sum / Double(max(1, cores)))
    }

    private func mean(of stage: String) -> Double? {
        taken[Self.definition(stage)].map { $0.seconds / Double($0.count) }
    }

    private static func definition(_ stage: String) -> Substring { stage.prefix { $0 != "@" } }
}
