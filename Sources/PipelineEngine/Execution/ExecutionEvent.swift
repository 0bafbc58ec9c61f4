/// A step of a run; every state change of every stage is one. As JSON, one object a line.
package struct ExecutionEvent: Hashable, Sendable {
    /// Bumped when a reader of the JSON form could no longer understand it.
    package static let version = 1

    package var run: String
    /// `2025-11-20T23:49:11.123Z`.
    package var time: String
    package var change: Change

    package enum Change: Hashable, Sendable {
        case runStarted(
            pipeline: String, profile: String, targets: [String], stages: Int, jobs: Int)
        /// Something that a person should know of, such as that a damaged file was set aside.
        case note(String)
        case stagePlanned(stage: String, plan: PlannedAs, expectedSeconds: Double?)
        /// It waits for cores only; again before each retry.
        case stageQueued(stage: String)
        case stageStarted(stage: String, attempt: Int, log: String, expectedSeconds: Double?)
        case stageProgress(stage: String, fraction: Double?, message: String?)
        /// The stage saved what it would go on from.
        case stageCheckpoint(stage: String, message: String)
        case stageRetrying(stage: String, attempt: Int, afterSeconds: Double, cause: String)
        case stageFinished(stage: String, outcome: FinishedAs, wallSeconds: Double?)
        case stageFailed(StageFailure)
        /// It was at work when the run was interrupted.
        case stageInterrupted(stage: String)
        /// It was never started.
        case stageSkipped(stage: String, reason: String)
        case runFinished(outcome: RunOutcome, counts: StageCounts, wallSeconds: Double)
    }

    package enum PlannedAs: Hashable, Sendable {
        case stale(reasons: [String])
        /// Until these stages are finished.
        case undecided(until: [String])
    }

    package enum FinishedAs: String, Hashable, Sendable, Codable {
        /// It was fresh.
        case reused
        case built
        /// It ran and made the bytes that it had made before.
        case sameBytes = "same-bytes"
    }
}

package enum RunOutcome: Hashable, Sendable {
    case succeeded
    case failed
    case interrupted(Interrupt)

    package var name: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .interrupted: "interrupted"
        }
    }
}

/// How many of a run's stages ended how.
package struct StageCounts: Hashable, Sendable, Codable {
    package var reused = 0
    /// Those that made the same bytes as before included.
    package var built = 0
    package var failed = 0
    package var interrupted = 0
    /// Those that were never started.
    package var skipped = 0

    var total: Int { reused + built + failed + interrupted + skipped }

    package init() {}
}
