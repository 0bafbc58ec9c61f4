/// A stage that is being run, as the live view shows it.
struct RunningStage {
    let name: String
    let startedAt: Double
    /// What it took when it last ran.
    let expectedSeconds: Double?
    private(set) var fraction: Double?
    /// The first fraction that was told, and when: a stage may go on where it was interrupted.
    private var first: (fraction: Double, time: Double)?
    var message: String?

    init(name: String, startedAt: Double, expectedSeconds: Double?) {
        self.name = name
        self.startedAt = startedAt
        self.expectedSeconds = expectedSeconds
    }

    mutating func tell(_ fraction: Double, at now: Double) {
        self.fraction = fraction
        if first == nil { first = (fraction, now) }
    }

    /// Seconds to the end at the present pace, or as long as it last took; `nil` when nothing tells.
    func secondsLeft(at now: Double) -> Double? {
        if let fraction, let first {
            // What came before the first word took its time, unless it was there from before.
            let isFromBefore = first.fraction > 0.01 && first.time - startedAt < 1
            let (done, elapsed) =
                isFromBefore
                ? (fraction - first.fraction, now - first.time) : (fraction, now - startedAt)
            if done > 0.01, elapsed > 0.5 { return elapsed * (1 - fraction) / done }
        }
        return expectedSeconds.map { max(0, $0 - (now - startedAt)) }
    }

    /// Progress in [0, 1]; from the last run's time where the stage does not say.
    func shownFraction(at now: Double) -> Double? {
        if let fraction { return min(max(fraction, 0), 1) }
        guard let expectedSeconds, expectedSeconds > 0 else { return nil }
        return min((now - startedAt) / expectedSeconds, 0.99)
    }
}
