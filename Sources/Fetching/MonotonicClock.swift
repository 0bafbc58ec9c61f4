internal import Glibc

/// A clock for durations, which never jumps.
enum MonotonicClock {
    /// Seconds from an arbitrary start.
    static func seconds() -> Double {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
