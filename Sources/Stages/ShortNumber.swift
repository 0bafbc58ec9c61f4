internal import Foundation

/// Numbers for a person: three significant digits.
enum ShortNumber {
    private static let units: [(size: Double, suffix: String)] = [
        (1e9, "G"), (1e6, "M"), (1e3, "k"),
    ]

    /// `0.0241`, `12.9`, `1.39k`, `3M`; a power of ten only below 1e-4 and from 1e12 on.
    static func text(_ value: Double) -> String {
        // Rounded before the unit is chosen: 999.7 is 1k.
        guard value.isFinite, let rounded = Double(String(format: "%.2e", value)) else {
            return "\(value)"
        }
        guard rounded != 0 else { return "0" }
        let unit = units.first { (1..<1000).contains(abs(rounded) / $0.size) }
        return String(format: "%.3g", rounded / (unit?.size ?? 1)) + (unit?.suffix ?? "")
    }
}
