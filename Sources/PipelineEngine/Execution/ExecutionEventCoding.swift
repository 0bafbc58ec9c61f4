extension ExecutionEvent: Encodable {
    /// One line of an event file, its newline included.
    package func line() throws -> String {
        if case .stageFinished(let stage, .reused, nil) = change, PlainJSON.holds(stage),
            PlainJSON.holds(run)
        {
            // Of a large pipeline nearly all events are this one, which an encoder takes seven
            // microseconds for.
            return """
                {"event":"\(name)","outcome":"reused","run":"\(run)","stage":"\(stage)",\
                "time":"\(time)","version":\(Self.version)}

                """
        }
        return try encodedLine()
    }

    func encodedLine() throws -> String {
        String(decoding: try RecordCoding.encode(self, pretty: false), as: UTF8.self)
    }

    private enum Key: String, CodingKey {
        case version, event, run, time, pipeline, profile, targets, stages, jobs, stage, plan
        case reasons, until, attempt, log, expectedSeconds, fraction, message, afterSeconds
        case cause, outcome, wallSeconds, failure, reason, counts
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.version, forKey: .version)
        try container.encode(run, forKey: .run)
        try container.encode(time, forKey: .time)
        try container.encode(name, forKey: .event)
        switch change {
        case .runStarted(let pipeline, let profile, let targets, let stages, let jobs):
            try container.encode(pipeline, forKey: .pipeline)
            try container.encode(profile, forKey: .profile)
            try container.encode(targets, forKey: .targets)
            try container.encode(stages, forKey: .stages)
            try container.encode(jobs, forKey: .jobs)
        case .note(let message): try container.encode(message, forKey: .message)
        case .runFinished(let outcome, let counts, let wallSeconds):
            try container.encode(outcome.name, forKey: .outcome)
            try container.encode(counts, forKey: .counts)
            try container.encode(wallSeconds, forKey: .wallSeconds)
        default: try encodeStage(into: &container)
        }
    }

    private func encodeStage(into container: inout KeyedEncodingContainer<Key>) throws {
        switch change {
        case .runStarted, .note, .runFinished: break
        case .stagePlanned(let stage, let plan, let expectedSeconds):
            try container.encode(stage, forKey: .stage)
            try container.encodeIfPresent(expectedSeconds, forKey: .expectedSeconds)
            try Self.encode(plan, into: &container)
        case .stageQueued(let stage), .stageInterrupted(let stage):
            try container.encode(stage, forKey: .stage)
        case .stageCheckpoint(let stage, let message):
            try container.encode(stage, forKey: .stage)
            try container.encode(message, forKey: .message)
        case .stageStarted(let stage, let attempt, let log, let expectedSeconds):
            try container.encode(stage, forKey: .stage)
            try container.encode(attempt, forKey: .attempt)
            try container.encode(log, forKey: .log)
            try container.encodeIfPresent(expectedSeconds, forKey: .expectedSeconds)
        case .stageProgress(let stage, let fraction, let message):
            try container.encode(stage, forKey: .stage)
            try container.encodeIfPresent(fraction, forKey: .fraction)
            try container.encodeIfPresent(message, forKey: .message)
        case .stageRetrying(let stage, let attempt, let afterSeconds, let cause):
            try container.encode(stage, forKey: .stage)
            try container.encode(attempt, forKey: .attempt)
            try container.encode(afterSeconds, forKey: .afterSeconds)
            try container.encode(cause, forKey: .cause)
        case .stageFinished(let stage, let outcome, let wallSeconds):
            try container.encode(stage, forKey: .stage)
            try container.encode(outcome, forKey: .outcome)
            try container.encodeIfPresent(wallSeconds, forKey: .wallSeconds)
        case .stageFailed(let failure):
            try container.encode(failure.stage, forKey: .stage)
            try container.encode(failure, forKey: .failure)
        case .stageSkipped(let stage, let reason):
            try container.encode(stage, forKey: .stage)
            try container.encode(reason, forKey: .reason)
        }
    }

    private static func encode(
        _ plan: PlannedAs, into container: inout KeyedEncodingContainer<Key>
    ) throws {
        switch plan {
        case .stale(let reasons):
            try container.encode("stale", forKey: .plan)
            try container.encode(reasons, forKey: .reasons)
        case .undecided(let stages):
            try container.encode("undecided", forKey: .plan)
            try container.encode(stages, forKey: .until)
        }
    }

    private var name: String {
        switch change {
        case .runStarted: "run-started"
        case .note: "note"
        case .stagePlanned: "stage-planned"
        case .stageQueued: "stage-queued"
        case .stageStarted: "stage-started"
        case .stageProgress: "stage-progress"
        case .stageCheckpoint: "stage-checkpoint"
        case .stageRetrying: "stage-retrying"
        case .stageFinished: "stage-finished"
        case .stageFailed: "stage-failed"
        case .stageInterrupted: "stage-interrupted"
        case .stageSkipped: "stage-skipped"
        case .runFinished: "run-finished"
        }
    }
}
