/// Measures throughput and decides when it is worth a report.
package struct ProgressMeter {
    /// Four times a second is as fast as a terminal needs.
    private static let interval = Duration.milliseconds(250)

    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var lastReport: ContinuousClock.Instant
    private var samples = 0

    package init() {
        start = clock.now
        lastReport = start
    }

    /// Counts samples; gives the mean rate when a report is due.
    package mutating func samplesPerSecond(
        afterAnother count: Int, reportAnyway: Bool
    ) -> Double? {
        samples += count
        let now = clock.now
        guard reportAnyway || now - lastReport >= Self.interval else { return nil }
        lastReport = now
        let elapsed = now - start
        return elapsed > .zero ? Double(samples) / (elapsed / .seconds(1)) : nil
    }
}
