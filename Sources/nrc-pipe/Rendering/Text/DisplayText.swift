/// Text measured in the columns that a terminal gives it.
enum DisplayText {
    /// Characters that take two columns: East Asian wide and fullwidth ones (Unicode Standard Annex
    /// #11), by ranges that a terminal draws alike whatever its version.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]

    static func columns(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns($1) }
    }

    /// What belongs to one character is drawn in its place.
    private static func columns(_ character: Character) -> Int {
        if character.isASCII { return 1 }
        return character.unicodeScalars.map(columns).max() ?? 0
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isWide =
            scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
        return isWide ? 2 : 1
    }

    /// The beginning that fits, with `…` where something is left out.
    static func cut(_ text: String, to columns: Int) -> String {
        guard self.columns(text) > columns else { return text }
        return columns < 1 ? "" : prefix(text, columns - 1) + "…"
    }

    /// At most so many columns; a long name loses its middle, since both ends tell it apart.
    static func shortened(_ text: String, to columns: Int) -> String {
        guard self.columns(text) > columns else { return text }
        guard columns > 2 else { return cut(text, to: columns) }
        let head = (columns - 1) / 2
        let tail = prefix(String(text.reversed()), columns - 1 - head)
        return prefix(text, head) + "…" + String(tail.reversed())
    }

    /// Exactly so many columns.
    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - self.columns(text)))
    }

    private static func prefix(_ text: String, _ columns: Int) -> String {
        var used = 0
        return String(
            text.prefix { character in
                used += self.columns(character)
                return used <= columns
            })
    }
}
