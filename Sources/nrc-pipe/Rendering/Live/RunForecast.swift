internal import PipelineEngine

/// How much of a run is done, and how long the rest will take by former runs' times.
struct RunForecast {
    private(set) var total = 0
    private(set) var done = 0
    private(set) var failed = 0
    private var cores = 1
    /// Stages that may still run.
    private var waiting: Set<String> = []
    /// The seconds that each stage took when it last ran.
    private var former: [String: Double] = [:]
    /// What stages of each definition take in this run: the measure for those to come.
    private var taken: [Substring: Evidence] = [:]

    private struct Evidence {
        var count = 0
        var seconds = 0.0
        /// Of those that had run before: what they take, and took then.
        var compared = 0.0
        var former = 0.0

        mutating func add(_ seconds: Double, former: Double?) {
            count += 1
            self.seconds += seconds
            guard let former else { return }
            compared += seconds
            self.former += former
        }

        /// Of an instance that took `last` when it last ran. A change of a parameter, such as the number of
        /// epochs, makes all of a sweep take longer.
        func expected(last: Double?) -> Double? {
            if let last, former > 0 { return last * compared / former }
            return last ?? (count > 0 ? seconds / Double(count) : nil)
        }
    }

    mutating func handle(_ change: ExecutionEvent.Change) {
        switch change {
        case .runStarted(_, _, _, let stages, let jobs): (total, cores) = (stages, jobs)
        case .stagePlanned(let stage, _, let expected):
            waiting.insert(stage)
            former[stage] = expected
        case .stageStarted(let stage, _, _, _): waiting.remove(stage)
        case .stageFinished(let stage, _, let seconds):
            end(stage)
            guard let seconds else { break }
            taken[Self.definition(stage), default: Evidence()]
                .add(seconds, former: former[stage])
        case .stageFailed(let failure):
            failed += 1
            end(failure.stage)
        case .stageSkipped(let stage, _), .stageInterrupted(let stage): end(stage)
        case .note, .stageQueued, .stageProgress, .stageCheckpoint, .stageRetrying, .runFinished:
            break
        }
    }

    private mutating func end(_ stage: String) {
        waiting.remove(stage)
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
        var evidence = taken
        for stage in running {
            guard let left = stage.secondsLeft else { continue }
            evidence[Self.definition(stage.stage), default: Evidence()]
                .add(stage.secondsPassed + left, former: former[stage.stage])
        }
        let open = waiting.map { stage in
            evidence[Self.definition(stage), default: Evidence()].expected(last: former[stage])
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

    private static func definition(_ stage: String) -> Substring { stage.prefix { $0 != "@" } }
}
