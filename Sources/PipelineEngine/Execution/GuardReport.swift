internal import ProcessControl

/// What `nrc-pipe-guard` tells when a command has ended.
struct GuardReport: Hashable, Sendable {
    enum Ending: Hashable, Sendable {
        /// For the reason in the command's log.
        case notStarted
        case exitCode(Int32)
        case signal(Int32)
    }

    var ending: Ending
    var timedOut: Bool
    /// Whether the command ended when it had been asked to.
    var isStopped: Bool
    var memoryExceeded: Bool
    /// Whether what it looked up was written down.
    var lookupsTold: Bool
    var usage: ResourceUsage

    init(_ report: nrc_guard_report) {
        ending =
            if report.start_error != 0 {
                .notStarted
            } else if report.signal != 0 {
                .signal(report.signal)
            } else {
                .exitCode(report.exit_code)
            }
        isStopped = report.stopped != 0
        timedOut = report.timed_out != 0
        memoryExceeded = report.memory_exceeded != 0
        lookupsTold = report.lookups_told != 0
        usage = ResourceUsage(
            wallSeconds: report.wall_seconds, userSeconds: report.user_seconds,
            systemSeconds: report.system_seconds, peakBytes: report.peak_bytes)
    }
}
