/// Widths of text in DejaVu Sans, near enough to wrap lines and to keep texts apart.
enum TextMeasure {
    /// Estimated width in points, a little on the wide side.
    static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + emWidth($1) } * size * (bold ? 1.1 : 1)
    }

    /// Breaks a text between words into lines that fit; what is too long for all of them ends in an
    /// ellipsis.
    static func wrapped(
        _ text: String, size: Double, bold: Bool = false, width limit: Double, lines maximum: Int
    ) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if line.isEmpty || width(longer, size: size, bold: bold) <= limit
                || lines.count + 1 == maximum
            {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { shortened($0, size: size, bold: bold, width: limit) }
    }

    /// The text, its end replaced by an ellipsis where it is too wide.
    static func shortened(
        _ text: String, size: Double, bold: Bool = false, width limit: Double
    ) -> String {
        guard width(text, size: size, bold: bold) > limit else { return text }
        let available = limit - width("…", size: size, bold: bold)
        var kept = ""
        var used = 0.0
        for character in text {
            used += width(String(character), size: size, bold: bold)
            guard used <= available else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Advance in ems, by classes of similar letters.
    private static func emWidth(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", "!", " ", "(", ")", "[", "]", "·":
            0.36
        case "f", "t", "r", "/", "\\", "-", "{", "}", "\"": 0.42
        case "m", "w", "M", "W", "@", "%", "…", "—": 1.0
        case "A"..."Z": 0.72
        case "+", "=", "<", ">", "~", "^", "#", "×", "−", "≤", "≥", "±": 0.84
        case "0"..."9", "a"..."z": 0.63
        case "\u{0300}"..."\u{036f}": 0
        case "\u{1100}"...: scalar.properties.isEmoji || scalar.value < 0x2000 ? 1.2 : wide(scalar)
        default: 0.72
        }
    }

    /// Scripts with full-width letters against general punctuation and symbols.
    private static func wide(_ scalar: Unicode.Scalar) -> Double {
        scalar.value < 0x2e80 ? 0.8 : 1.1
    }
}
