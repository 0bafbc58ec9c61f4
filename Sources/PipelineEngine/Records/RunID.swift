/// Names of runs: they sort in the order of the runs, and two of one millisecond still differ.
enum RunID {
    private static let millisecond: Int64 = 1_000_000

    /// `20251120T234911.123Z-4f2a9c`.
    ///
    /// - Parameter newest: when the newest run that is known began, by its name. Where the clock has
    ///   gone back since, the new name stands a millisecond after it.
    static func make(
        after newest: Int64? = nil, wallNanoseconds now: Int64 = Clock.wallNanoseconds()
    ) -> String {
        let time = max(now, newest.map { $0 + millisecond } ?? now)
        let stamp = Clock.timestamp(wallNanoseconds: time).filter { $0 != "-" && $0 != ":" }
        let suffix = String(UInt32.random(in: 0x1000000...0x1ffffff), radix: 16).dropFirst()
        return "\(stamp)-\(suffix)"
    }

    /// How many runs before the newest one is meant: 0 by `last`, 2 by `last~2`; `nil` for other
    /// names.
    static func age(_ name: String) -> Int? {
        guard name.hasPrefix("last") else { return nil }
        let rest = name.dropFirst("last".count)
        if rest.isEmpty { return 0 }
        guard rest.first == "~", let age = Int(rest.dropFirst()), age >= 0, age < 1_000_000 else {
            return nil
        }
        return age
    }

    /// When a run of that name began, in nanoseconds since 1970; `nil` for a name that is no run's,
    /// and for years after 2261, for which there are too many nanoseconds.
    static func wallNanoseconds(of run: String) -> Int64? {
        let text = Array(run.utf8)
        guard text.count >= 20, text[8] == UInt8(ascii: "T"), text[15] == UInt8(ascii: "."),
            text[19] == UInt8(ascii: "Z"),
            let year = number(text[0..<4]), let month = number(text[4..<6]),
            let day = number(text[6..<8]), let hour = number(text[9..<11]),
            let minute = number(text[11..<13]), let second = number(text[13..<15]),
            let fraction = number(text[16..<19]), (1...12).contains(month), year < 2262
        else { return nil }
        let days = Clock.daysSince1970(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return (Int64(seconds) * 1000 + Int64(fraction)) * millisecond
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self))
    }
}
