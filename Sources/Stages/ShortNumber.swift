internal import Foundation

/// Numbers for a person: three significant digits.
enum ShortNumber {
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let magnitude = abs(value)
        if magnitude >= 1_000_000 { return rounded(value / 1_000_000) + "M" }
        if magnitude >= 1_000 { return rounded(value / 1_000) + "k" }
        return rounded(value)
    }

    private static func rounded(_ value: Double) -> String {
        String(format: "%.3g", value)
    }
}
