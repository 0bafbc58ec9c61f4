/// One field of a CSV table.
package enum CSVField {
    /// Quoted as RFC 4180 has it, where it must be.
    package static func text(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }

    /// The shortest decimal that reads back to the same number; empty where undefined.
    package static func number(_ value: (some Numeric & CustomStringConvertible)?) -> String {
        value.map { "\($0)" } ?? ""
    }
}
