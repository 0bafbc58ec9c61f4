/// Time stamps as a person reads them.
enum Timestamps {
    /// `2025-11-20 23:49Z` for `2025-11-20T23:49:11.123Z`; anything else stays as it is.
    static func minute(_ timestamp: String) -> String {
        let parts = timestamp.split(separator: "T")
        guard parts.count == 2, parts[0].count == 10, parts[1].count > 5 else { return timestamp }
        return "\(parts[0]) \(parts[1].prefix(5))Z"
    }
}
