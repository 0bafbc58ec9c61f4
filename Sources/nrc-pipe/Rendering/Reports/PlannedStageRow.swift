internal import PipelineEngine
internal import PipelineLanguage

/// A stage of a plan, as every command that is asked for JSON gives it.
struct PlannedStageRow: Encodable {
    let stage: String
    /// `fresh`, `stale`, `undecided`, `shared` or `blocked`.
    let state: String
    /// Of an undecided stage, what is known to differ already.
    let reasons: [String]
    /// The reasons that are changes of a value.
    let changes: [Change]
    /// Stages whose outputs decide, or the one whose outputs are taken.
    let waitsFor: [String]
    let fingerprint: String?
    let expectedSeconds: Double?
    /// Whether it was ever finished: if not, an undecided stage is going to run.
    let wasFinished: Bool
    /// Why it cannot be started.
    let obstacles: [String]
    /// How it fared when it was last tried, where that did not succeed.
    let lastAttempt: Attempt?

    struct Attempt: Encodable {
        /// `failed`, `interrupted` or `lost`.
        let ending: String
        let run: String
        let time: String?
        let cause: String?
        let fraction: Double?
        /// Whether it would go on from a checkpoint.
        let goesOn: Bool
        /// Whether it would be tried with other settings or inputs now.
        let isOutdated: Bool

        init(_ attempt: UnfinishedAttempt) {
            ending = attempt.ending.rawValue
            (run, time, cause) = (attempt.run, attempt.time, attempt.cause)
            fraction = attempt.fraction
            goesOn = attempt.goesOn
            isOutdated = attempt.isOutdated
        }
    }

    struct Change: Encodable {
        let key: String
        let from: String?
        let to: String?
        let place: String?
    }

    init(_ planned: PlannedStage, in graph: StageGraph) {
        let reasons = planned.reasons
        stage = graph[planned.id].name
        state = Self.name(planned.state)
        self.reasons = reasons.map(\.description)
        changes = reasons.compactMap(\.change).map {
            Change(key: $0.key, from: $0.from, to: $0.to, place: $0.place)
        }
        waitsFor =
            switch planned.state {
            case .fresh, .stale, .blocked: []
            case .undecided(let producers): producers.map { graph[$0].name }
            case .shared(let twin): [graph[twin].name]
            }
        fingerprint = planned.fingerprint?.description
        expectedSeconds = planned.expectedSeconds
        wasFinished = planned.wasFinished
        obstacles = if case .blocked(let obstacle) = planned.state { obstacle.lines } else { [] }
        lastAttempt = planned.lastAttempt.map(Attempt.init)
    }

    /// The names of a planned stage's states, the same in every command.
    static func name(_ state: PlannedStage.State) -> String {
        switch state {
        case .fresh: "fresh"
        case .stale: "stale"
        case .undecided: "undecided"
        case .shared: "shared"
        case .blocked: "blocked"
        }
    }
}
