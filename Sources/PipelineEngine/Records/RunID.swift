/// Names of runs: they sort by time, and two of one millisecond still differ.
enum RunID {
    /// `20251120T234911.123Z-4f2a9c`.
    static func make() -> String {
        let time = Clock.timestamp().filter { $0 != "-" && $0 != ":" }
        let suffix = String(UInt32.random(in: 0x1000000...0x1ffffff), radix: 16).dropFirst()
        return "\(time)-\(suffix)"
    }
}
