/// A stage that is being run, as the live view shows it.
struct RunningStage {
    let name: String
    let startedAt: Double
    /// What it took when it last ran.
    let expectedSeconds: Double?
    var fraction: Double?
    var message: String?

    /// Seconds to the end at the present pace, or as long as it last took; `nil` when nothing tells.
    func secondsLeft(at now: Double) -> Double? {
        let elapsed = now - startedAt
        if let fraction, fraction > 0.01, elapsed > 0.5 {
            return elapsed * (1 - fraction) / fraction
        }
        return expectedSeconds.map { max(0, $0 - elapsed) }
    }

    /// Progress in [0, 1]; from the last run's time where the stage does not say.
    func shownFraction(at now: Double) -> Double? {
        if let fraction { return min(max(fraction, 0), 1) }
        guard let expectedSeconds, expectedSeconds > 0 else { return nil }
        return min((now - startedAt) / expectedSeconds, 0.99)
    }
}
