internal import Glibc

/// Numbers for a person: three significant digits.
package enum NumberText {
    private static let digitCount = 3
    /// Exponents of ten that are written as plain decimals.
    private static let plainExponents = -4...5

    /// `0.0241`, `12.9`, `1390`; a power of ten below 1e-4 and from 1e6 on.
    package static func short(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        guard value != 0 else { return "0" }
        let sign = value < 0 ? "-" : ""
        var exponent = Int(floor(log10(abs(value))))
        // Scaled in two steps: one factor alone can be too large for a number.
        let shift = Double(digitCount - 1 - exponent)
        let half = (shift / 2).rounded(.down)
        var significant = Int((abs(value) * pow(10, half) * pow(10, shift - half)).rounded())
        if significant >= 1000 {
            significant = (significant + 5) / 10
            exponent += 1
        } else if significant < 100 {
            // The logarithm of a number just below a power of ten may be rounded up to it.
            significant *= 10
            exponent -= 1
        }
        let digits = String(significant)
        guard plainExponents.contains(exponent) else {
            return sign + trimmed(digits.prefix(1) + "." + digits.dropFirst()) + "e\(exponent)"
        }
        if exponent < 0 {
            let zeros = String(repeating: "0", count: -exponent - 1)
            return sign + trimmed("0." + zeros + digits)
        }
        if exponent >= digitCount - 1 {
            return sign + digits + String(repeating: "0", count: exponent - digitCount + 1)
        }
        return sign + trimmed(digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1))
    }

    /// Without zeros, and the point, at the end.
    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.last == "0" { rest = rest.dropLast() }
        return String(rest.last == "." ? rest.dropLast() : rest)
    }
}
