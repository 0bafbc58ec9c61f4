internal import FoundationEssentials
internal import Glibc

/// The two clocks of the engine: one for time stamps, one that never jumps for durations.
enum Clock {
    /// Nanoseconds since 1970.
    static func wallNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// Seconds from an arbitrary start.
    static func monotonicSeconds() -> Double { Double(read(CLOCK_MONOTONIC)) * 1e-9 }

    /// `2025-11-20T23:49:11.123Z`.
    static func timestamp(wallNanoseconds: Int64) -> String {
        let milliseconds = wallNanoseconds / 1_000_000
        let seconds = Double(milliseconds / 1000)
        // Formatted as a whole second: a Double's fraction would round 0.123 down to 0.122.
        let date = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(date.dropLast()).\(fraction)Z"
    }

    static func timestamp() -> String { timestamp(wallNanoseconds: wallNanoseconds()) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
