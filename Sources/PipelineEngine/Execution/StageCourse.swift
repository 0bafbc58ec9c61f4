/// What became of a stage's attempts in one run.
struct StageCourse: Sendable {
    /// When it was started first; `nil` for one that was not.
    private(set) var startedAt: String?
    /// How many attempts were begun.
    private(set) var attempts = 0
    /// Those that failed, in order.
    private(set) var failures: [Failure] = []
    /// How far the last attempt said that it was, from 0 to 1.
    private(set) var fraction: Double?

    struct Failure: Sendable {
        var cause: FailureCause
        var logTail: [String]
        var usage: ResourceUsage?
    }

    mutating func begin(_ attempt: Int) {
        startedAt = startedAt ?? Clock.timestamp()
        attempts = attempt
        fraction = nil
    }

    mutating func tell(_ fraction: Double?) { self.fraction = fraction ?? self.fraction }

    mutating func fail(_ failure: Failure) { failures.append(failure) }
}
