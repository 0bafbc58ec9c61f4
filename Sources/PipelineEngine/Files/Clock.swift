internal import Glibc

/// The two clocks of the engine: one for time stamps, one that never jumps for durations.
enum Clock {
    /// Nanoseconds since 1970.
    static func wallNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// Seconds from an arbitrary start.
    static func monotonicSeconds() -> Double { Double(read(CLOCK_MONOTONIC)) * 1e-9 }

    /// `2025-11-20T23:49:11.123Z`.
    static func timestamp(wallNanoseconds: Int64) -> String {
        let milliseconds = max(0, Int(wallNanoseconds / 1_000_000))
        let (year, month, day) = date(daysSince1970: milliseconds / 86_400_000)
        let ofDay = milliseconds % 86_400_000
        // A text put together from parts takes a microsecond, and every event of a run has one of these.
        return unsafe String(unsafeUninitializedCapacity: 24) { buffer in
            var end = 0
            for (number, digits, mark) in [
                (year, 4, "-"), (month, 2, "-"), (day, 2, "T"), (ofDay / 3_600_000, 2, ":"),
                (ofDay / 60_000 % 60, 2, ":"), (ofDay / 1000 % 60, 2, "."), (ofDay % 1000, 3, "Z"),
            ] as [(Int, Int, Unicode.Scalar)] {
                var rest = number
                for place in (end..<end + digits).reversed() {
                    unsafe buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                end += digits + 1
                unsafe buffer[end - 1] = UInt8(ascii: mark)
            }
            return end
        }
    }

    /// The Gregorian calendar, with years that begin in March: the leap day is then the last one.
    ///
    /// Formatting a date takes ten times as long, and every event of a run has one.
    private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let (daysInEra, daysInCentury, daysInCycle) = (146_097, 36_524, 1460)
        let shifted = days + 719_468
        let era = shifted / daysInEra
        let ofEra = shifted % daysInEra
        let yearOfEra =
            (ofEra - ofEra / daysInCycle + ofEra / daysInCentury - ofEra / (daysInEra - 1)) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            400 * era + yearOfEra + (month <= 2 ? 1 : 0), month,
            ofYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// The inverse of the above.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - 400 * era
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 146_097 * era + 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
    }

    static func timestamp() -> String { timestamp(wallNanoseconds: wallNanoseconds()) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
