/// Text from files made safe for a terminal, with the columns it takes there.
struct TerminalText {
    /// One Unicode scalar as it is printed.
    struct Cell {
        var text: String
        /// 0 for combining marks, 2 for wide characters.
        var width: Int
    }

    let cells: [Cell]

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        cells = scalars.map(Self.cell)
    }

    /// The text with everything escaped that could steer a terminal or reorder a line.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return TerminalText(text.unicodeScalars).cells.map(\.text).joined()
    }

    private static func cell(_ scalar: Unicode.Scalar) -> Cell {
        if scalar == "\t" { return Cell(text: "    ", width: 4) }
        if isUnsafe(scalar) {
            let text = "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            return Cell(text: text, width: text.utf8.count)
        }
        return Cell(text: String(scalar), width: width(of: scalar))
    }

    /// Control characters (escape sequences start with one) and format characters, which include
    /// the bidirectional overrides; the joiners that scripts and emoji need are let through.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20, scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar.value != 0x200C && scalar.value != 0x200D
        default: return false
        }
    }

    /// Columns of a scalar: Unicode's East Asian Width (UAX #11, W and F), by its blocks.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
