/// Reads decimal numbers, rounded correctly whatever the locale.
///
/// Most have at most 15 digits or so and a small exponent: then digits and power of ten are exact
/// in double precision, and one multiplication or division rounds correctly (Clinger, "How to Read
/// Floating Point Numbers Accurately", 1990). The standard library reads the others.
struct DecimalScanner {
    enum Reading: Equatable {
        case number(Double)
        case empty
        /// NaN or infinity, however it is spelled.
        case notFinite
        /// Larger than any double.
        case beyondRange
        case notANumber
    }

    /// 10⁰…10²², all that double precision holds exactly.
    private let powers: [Double] = (0...22).reduce(into: [1.0]) { powers, exponent in
        if exponent > 0 { powers.append(powers[exponent - 1] * 10) }
    }

    /// Integers up to here are exact.
    private static let largestExact: UInt64 = 1 << 53

    /// A number without surroundings, up to the comma or the end of the line.
    ///
    /// - Parameter bytes: has a line end at or after the position.
    /// - Returns: `nil`, and the position unchanged, when it is anything else: `reading` tells what.
    @inline(__always)
    func bareNumber(in bytes: Span<UInt8>, at position: inout Int) -> Double? {
        var index = position
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var mantissa: UInt64 = 0
        var digits = Self.digits(in: bytes, at: &index, into: &mantissa)
        var exponent = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            let decimals = Self.digits(in: bytes, at: &index, into: &mantissa)
            digits += decimals
            exponent = -decimals
        }
        if bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard let stated = Self.exponent(in: bytes, at: &index) else { return nil }
            exponent += stated
        }
        guard digits > 0, Self.endsField(bytes[index]) else { return nil }
        // With 19 digits the integer can't have wrapped around.
        guard digits <= 19, mantissa <= Self.largestExact, (-22...22).contains(exponent) else {
            guard let value = Self.hardNumber(bytes.extracting(position..<index)) else {
                return nil
            }
            position = index
            return value
        }
        position = index
        let magnitude =
            exponent < 0
            ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
        return isNegative ? -magnitude : magnitude
    }

    /// A decimal number that is known to be one; `nil` when it is beyond the range.
    @inline(never)
    private static func hardNumber(_ digits: Span<UInt8>) -> Double? {
        guard let text = try? UTF8Span(validating: digits) else { return nil }
        // `Double` rounds correctly and knows no locale.
        return Double(String(copying: text)).flatMap { $0.isFinite ? $0 : nil }
    }

    @inline(__always)
    private static func digits(
        in bytes: Span<UInt8>, at index: inout Int, into value: inout UInt64
    ) -> Int {
        let start = index
        var digit = bytes[index] &- UInt8(ascii: "0")
        while digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            index += 1
            digit = bytes[index] &- UInt8(ascii: "0")
        }
        return index - start
    }

    /// A sign or none and one to three digits; `reading` takes more.
    private static func exponent(in bytes: Span<UInt8>, at index: inout Int) -> Int? {
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        var value: UInt64 = 0
        guard (1...3).contains(digits(in: bytes, at: &index, into: &value)) else { return nil }
        return isNegative ? -Int(value) : Int(value)
    }

    @inline(__always)
    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}

extension DecimalScanner {
    /// Any field: spaces and tabs around it are dropped.
    static func reading(_ field: some Collection<UInt8>) -> Reading {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let trimmed = field.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard !trimmed.isEmpty else { return .empty }
        let text = String(decoding: trimmed, as: UTF8.self)
        guard isDecimal(Array(trimmed)) else {
            return isNotFinite(text) ? .notFinite : .notANumber
        }
        // The grammar is checked above: `Double` alone would take hexadecimal and NaN too. It
        // knows no locale.
        guard let value = Double(text) else { return .notANumber }
        return value.isFinite ? .number(value) : .beyondRange
    }

    /// `[+-]digits[.digits][e[+-]digits]`, the digits before or after the point optional.
    private static func isDecimal(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        func takeSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest.removeFirst()
            }
        }
        func takeDigits() -> Int {
            let count = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }.count
            rest.removeFirst(count)
            return count
        }
        takeSign()
        var digits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += takeDigits()
        }
        guard digits > 0 else { return false }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            takeSign()
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func isNotFinite(_ text: String) -> Bool {
        let word = text.lowercased().drop { $0 == "-" || $0 == "+" }
        return ["nan", "inf", "infinity", "1.#qnan", "1.#inf", "1.#ind"].contains(String(word))
    }
}
