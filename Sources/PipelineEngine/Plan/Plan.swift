package import PipelineLanguage

/// What a run would do, stage by stage.
package struct Plan: Sendable {
    package var selection: TargetSelection
    /// The selection's closure, producers first.
    package var stages: [PlannedStage]

    /// Files of its figures, of fresh stages, that a run would write again.
    package var pendingPublications: [PendingPublication] = []
    /// What tells how large data are.
    package var lastMade: LastMade?

    package var isFresh: Bool { stages.allSatisfy { $0.state.isFresh } }

    /// What the fresh stages have.
    var freshOutputs: [StageID: [RecordedOutput]] {
        var fresh: [StageID: [RecordedOutput]] = [:]
        for planned in stages {
            if case .fresh(let outputs) = planned.state { fresh[planned.id] = outputs }
        }
        return fresh
    }
}

package struct PlannedStage: Sendable {
    package enum State: Sendable, Hashable {
        /// Made before from the same manifest.
        case fresh([RecordedOutput])
        case stale([StaleReason])
        /// Depends on what these stages will make: the same bytes as before leave it fresh.
        case undecided(until: [StageID])
        /// It takes what this stage makes, which would run with the same fingerprint.
        case shared(with: StageID)

        /// It is not fresh, or nobody can tell, and it cannot be started.
        case blocked(StageObstacle)

        package var isFresh: Bool { if case .fresh = self { true } else { false } }
        package var isBlocked: Bool { if case .blocked = self { true } else { false } }
    }

    package var id: StageID
    package var state: State
    /// `nil` while an input is not made.
    package var fingerprint: Digest?
    /// How long it took when it last ran.
    package var expectedSeconds: Double?
    /// Whether it was ever finished: an undecided stage may then turn out to be fresh.
    package var wasFinished: Bool
    /// Of an undecided stage, what is known to differ from the last time already, whatever its
    /// inputs come out as.
    package var knownChanges: [StaleReason] = []
    /// Why it would run; of an undecided stage, what is known already.
    package var reasons: [StaleReason] {
        if case .stale(let reasons) = state { reasons } else { knownChanges }
    }
    /// How it fared when it was last tried, where that did not succeed.
    package var lastAttempt: UnfinishedAttempt?
}
