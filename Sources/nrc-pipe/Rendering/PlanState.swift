internal import PipelineEngine

/// The names of a planned stage's states, the same in every command.
enum PlanState {
    static func name(_ state: PlannedStage.State) -> String {
        switch state {
        case .fresh: "fresh"
        case .stale: "stale"
        case .undecided: "undecided"
        }
    }
}
