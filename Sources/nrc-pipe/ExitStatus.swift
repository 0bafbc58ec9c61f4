internal import PipelineEngine

/// What the process tells its caller; part of the documented interface.
enum ExitStatus: Int32 {
    case success = 0
    case stageFailed = 1
    /// Wrong usage, an invalid pipeline or an unusable project.
    case invalid = 2
    /// `status --exit-code` or `export` found stale stages.
    case stale = 3
    /// `verify` found a claim that failed, or something that is not as the reference has it.
    case claimFailed = 4
    /// `verify` found a claim that is mixed or undetermined, and none that failed.
    case claimOpen = 5
    /// Another run holds the lock (`EX_TEMPFAIL`).
    case locked = 75
    case interrupted = 130
    case terminated = 143
}

extension Interrupt {
    /// With which a program ends that such a signal has ended.
    var exitStatus: ExitStatus { self == .interrupt ? .interrupted : .terminated }
}
