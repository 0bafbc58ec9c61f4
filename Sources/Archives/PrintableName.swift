/// A foreign name in a message: escaped and cut, so that it can't disturb a terminal or fill it.
enum PrintableName {
    private static let longest = 120

    static func of(_ bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return of(bytes.map { ascii($0) }.joined())
        }
        return of(text)
    }

    static func of(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(longest).map(printable).joined()
        return text.unicodeScalars.count > longest ? shown + "…" : shown
    }

    private static func printable(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
            "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: String(scalar)
        }
    }

    private static func ascii(_ byte: UInt8) -> String {
        byte < 0x80
            ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }
}
