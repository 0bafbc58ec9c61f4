/// Numbers as a pipeline writes them: ASCII, decimal, no `_`, no `nan` and no `inf`.
package enum NumberSyntax {
    /// Doubles up to here are exact integers.
    private static let exactLimit = 9_007_199_254_740_992.0  // 2^53

    /// `12`, `-3`, and integers in the form of a real such as `1e4`, if exactly representable.
    package static func integer(_ text: String) -> Int? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        guard text.utf8.count - digits.count <= 1 else { return nil }
        if !digits.isEmpty, digits.allSatisfy(isDigit) { return Int(text) }
        guard let real = real(text), abs(real) <= exactLimit else { return nil }
        return Int(exactly: real)
    }

    /// `1e-3`, `.5`, `5`; `nil` also for what is too large for a finite number.
    static func real(_ text: String) -> Double? {
        guard isReal(text), let value = Double(text), value.isFinite else { return nil }
        // One zero: -0 would be another value to whoever hashes bits.
        return value == 0 ? 0 : value
    }

    /// `[+-] (digits [. [digits]] | . digits) [(e|E) [+-] digits]`
    private static func isReal(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        skipSign(&rest)
        let whole = skipDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = skipDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let mark = rest.first else { return true }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        skipSign(&rest)
        return skipDigits(&rest) > 0 && rest.isEmpty
    }

    private static func skipSign(_ rest: inout ArraySlice<UInt8>) {
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
            rest = rest.dropFirst()
        }
    }

    private static func skipDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let digits = rest.prefix(while: isDigit).count
        rest = rest.dropFirst(digits)
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
