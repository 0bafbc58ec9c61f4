internal import PipelineEngine
internal import PipelineLanguage

/// What a plan says of a stage, the same in every command.
struct PlannedStageText {
    let graph: StageGraph
    /// What names this pipeline and profile again on a command line.
    let arguments: [String]

    /// `run`, `maybe`, `take`, `cannot`.
    func mark(_ planned: PlannedStage) -> String {
        switch planned.state {
        case .fresh: "fresh"
        case .stale: "run"
        case .undecided: planned.wasFinished ? "maybe" : "run"
        case .shared: "take"
        case .blocked: "cannot"
        }
    }

    /// Why, a line each.
    func reasons(_ planned: PlannedStage) -> [String] {
        attempt(planned).map { [$0] + others(planned) } ?? others(planned)
    }

    /// What is said of a stage beside its last attempt.
    private func others(_ planned: PlannedStage) -> [String] {
        switch planned.state {
        case .fresh: return []
        case .stale(let reasons):
            // Whoever was told that it failed knows that it ran.
            let isTold = planned.lastAttempt != nil
            return reasons.filter { !isTold || $0 != .neverRun }.map {
                PrintableText.line($0.description)
            }
        case .undecided:
            return planned.knownChanges.map { PrintableText.line($0.description) }
                + [waits(planned)]
        case .shared(let twin): return ["what \(graph[twin].name) makes, which is the same"]
        case .blocked(let obstacle): return obstacle.lines.map(PrintableText.line)
        }
    }

    /// `after fig8-data` for one that was never finished, else what its run depends on. One that has
    /// changed itself is fresh afterwards only if it was made like that at an earlier time.
    ///
    /// - Parameter inGeneral: of all instances of a sweep, whose producers are other instances.
    func waits(_ planned: PlannedStage, inGeneral: Bool = false) -> String {
        guard case .undecided(let producers) = planned.state else { return "" }
        var names: [String] = []
        for producer in producers.map({ graph[$0] }) {
            let name = inGeneral ? producer.definitionName : producer.name
            if !names.contains(name) { names.append(name) }
        }
        guard planned.wasFinished else { return "after \(StageNames.list(names))" }
        return planned.knownChanges.isEmpty
            ? StageNames.waiting(for: names)
            : "after \(StageNames.list(names)), unless it was made like that before"
    }

    /// How it fared when it was last tried; `nil` where that succeeded.
    func attempt(_ planned: PlannedStage) -> String? {
        planned.lastAttempt.map { Self.text($0, of: graph[planned.id].name, arguments) }
    }

    /// `failed 2026-11-26 15:36Z: it exited with code 3; see `nrc-pipe log train``
    static func text(
        _ attempt: UnfinishedAttempt, of stage: String, _ arguments: [String]
    ) -> String {
        let time = attempt.time.map { " \(Timestamps.minute($0))" } ?? ""
        let settings = attempt.isOutdated ? " with other settings or inputs" : ""
        switch attempt.ending {
        case .failed:
            let cause = attempt.cause.map { ": \(PrintableText.line($0))" } ?? ""
            let told = "failed\(time)\(settings)\(cause)"
            guard attempt.hasLog else { return told }
            let command = ShellQuoting.join(["nrc-pipe", "log", stage] + arguments)
            return "\(told); see `\(command)`"
        case .interrupted:
            let place = attempt.fraction.map { " at \(Quantities.percent($0))" } ?? ""
            return "interrupted\(place)\(time)\(settings)\(next(attempt))"
        case .lost: return "its runner was killed\(time)\(settings)\(next(attempt))"
        }
    }

    private static func next(_ attempt: UnfinishedAttempt) -> String {
        if attempt.isOutdated { return "" }
        return attempt.goesOn ? ", goes on from its checkpoint" : ", begins again"
    }
}

/// Stages of one sweep of which the same can be said.
struct StageFold {
    /// Fewer are told one by one.
    private static let fewest = 4

    let stages: [PlannedStage]
    /// Of one of them, or all of them.
    let reasons: [String]

    /// `fig8-measure  6 instances`, or the name of a stage that stands alone.
    func name(in graph: StageGraph) -> String {
        guard stages.count > 1, let first = stages.first else {
            return stages.first.map { graph[$0.id].name } ?? ""
        }
        return "\(graph[first.id].definitionName)  \(stages.count) instances"
    }

    /// In the order in which they stand.
    static func folds(
        of stages: [PlannedStage], _ text: PlannedStageText, showsAll: Bool
    ) -> [StageFold] {
        var groups: [[PlannedStage]] = []
        var order: [String: Int] = [:]
        for planned in stages {
            let key = "\(text.graph[planned.id].definitionName)\n\(text.kindOfReasons(planned))"
            if let index = order[key], !showsAll {
                groups[index].append(planned)
            } else {
                order[key] = groups.count
                groups.append([planned])
            }
        }
        return groups.flatMap { group in
            group.count < fewest
                ? group.map { StageFold(stages: [$0], reasons: text.reasons($0)) }
                : [StageFold(stages: group, reasons: text.commonReasons(group))]
        }
    }
}

extension PlannedStageText {
    /// The same for stages that can be told together.
    fileprivate func kindOfReasons(_ planned: PlannedStage) -> String {
        ([mark(planned), planned.lastAttempt.map { "\($0.ending)" } ?? ""] + shortReasons(planned))
            .joined(separator: "\n")
    }

    /// What holds of all stages of a fold, with values where they have the same.
    fileprivate func commonReasons(_ stages: [PlannedStage]) -> [String] {
        let all = stages.map(reasons)
        guard let first = all.first, !all.allSatisfy({ $0 == first }) else {
            return all.first ?? []
        }
        guard let planned = stages.first else { return [] }
        let ending = planned.lastAttempt.map { ["\($0.ending.rawValue), each; --all tells more"] }
        return (ending ?? []) + shortReasons(planned)
    }

    private static func key(_ reason: StaleReason) -> String {
        reason.change.map { "\($0.key) changed" } ?? "\(reason)"
    }

    /// Without values and axes, in which instances of a sweep differ.
    private func shortReasons(_ planned: PlannedStage) -> [String] {
        switch planned.state {
        case .fresh: return []
        case .stale(let reasons):
            return reasons.filter { planned.lastAttempt == nil || $0 != .neverRun }.map(Self.key)
        case .undecided:
            return planned.knownChanges.map(Self.key) + [waits(planned, inGeneral: true)]
        case .shared(let twin):
            return ["what \(graph[twin].definitionName) makes, which is the same"]
        case .blocked(.needs): return ["needs what cannot be made"]
        case .blocked(let obstacle): return obstacle.lines
        }
    }
}
