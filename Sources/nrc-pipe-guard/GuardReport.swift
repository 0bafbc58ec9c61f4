internal import Glibc

/// How the command ended and what it used; written as JSON for the runner.
struct GuardReport {
    var exitCode: Int32?
    var signal: Int32?
    var timedOut = false
    var runnerLost = false
    /// The command or its descendants wanted more memory than they may use.
    var memoryExceeded = false
    var wallSeconds = 0.0
    var userSeconds = 0.0
    var systemSeconds = 0.0
    /// The largest resident set among the command and the descendants it waited for. It is never
    /// less than this guard's own few megabytes, where a forked child starts counting.
    var peakBytes = 0

    var json: String {
        func number(_ value: Int32?) -> String { value.map { "\($0)" } ?? "null" }
        return """
            {"exit_code":\(number(exitCode)),"signal":\(number(signal)),\
            "timed_out":\(timedOut),"runner_lost":\(runnerLost),\
            "memory_exceeded":\(memoryExceeded),\
            "wall_seconds":\(wallSeconds),"user_seconds":\(userSeconds),\
            "system_seconds":\(systemSeconds),"peak_bytes":\(peakBytes)}

            """
    }

    /// Written beside and renamed, so that a report is whole or absent.
    ///
    /// - Returns: whether it was written.
    func write(to path: String) -> Bool {
        let temporary = path + ".part"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        let bytes = Array(json.utf8)
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard close(descriptor) == 0, count == bytes.count else { return false }
        return unsafe rename(temporary, path) == 0
    }
}
