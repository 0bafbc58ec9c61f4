internal import PipelineLanguage

/// Where a stage stands in a run.
///
///     undecided ──→ ready ──→ running ──→ finished
///         │           ↑          ├──→ retrying ──→ running
///         │           └──────────┘       │
///         ├──→ finished (fresh)          └──→ interrupted
///         └──→ skipped ←──── (ready)               running ──→ failed, interrupted
enum StageState: Sendable {
    case undecided(until: [StageID])
    case ready(StageWork, attempt: Int)
    case running(StageWork, attempt: Int)
    case retrying(StageWork, attempt: Int, afterSeconds: Double, cause: FailureCause)
    case finished(FinishedStage)
    /// Without work where it could not even be decided.
    case failed(StageWork?, StageFailure)
    /// The run was interrupted while it was at work.
    case interrupted(StageWork)
    case skipped(reason: String)

    var isSkipped: Bool { if case .skipped = self { true } else { false } }

    var isFinished: Bool { if case .finished = self { true } else { false } }

    /// What is running or waits for its next attempt.
    var activeWork: StageWork? {
        switch self {
        case .running(let work, _), .retrying(let work, _, _, _): work
        case .undecided, .ready, .finished, .failed, .interrupted, .skipped: nil
        }
    }

    var isOver: Bool {
        switch self {
        case .finished, .failed, .interrupted, .skipped: true
        case .undecided, .ready, .running, .retrying: false
        }
    }
}

struct FinishedStage: Sendable {
    var how: ExecutionEvent.FinishedAs
    var fingerprint: Digest
    var outputs: [RecordedOutput]
    /// Those below are empty for a stage that was reused.
    var reasons: [StaleReason] = []
    var usage: ResourceUsage?
    var provenance: [String: String] = [:]
}

/// How a run's stages stand when nothing runs any more.
struct ExecutionResult: Sendable {
    var outcome: RunOutcome
    /// By stage id; those outside of the selection are undecided.
    var states: [StageState]
    /// Something other than a stage that went wrong.
    var breakdown: (any Error)?
    /// Of stages that were started.
    var courses: [StageID: StageCourse] = [:]
}

/// By stage id.
extension [StageState] {
    /// What a finished stage has under an output's name.
    func artifact(of stage: StageID, output: String) -> Artifact? {
        guard case .finished(let finished) = self[stage.index] else { return nil }
        return finished.outputs.first { $0.name == output }?.artifact
    }
}
