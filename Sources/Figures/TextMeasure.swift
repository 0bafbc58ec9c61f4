/// Widths of text in DejaVu Sans, near enough to wrap lines and to keep texts apart.
enum TextMeasure {
    /// Width in points: exact for ASCII, near enough else.
    static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + advance($1) } / 1000 * size
            * (bold ? boldFactor : 1)
    }

    /// Breaks a text into lines that fit, between words and not within the entries of a list
    /// (`a b; c d`) that fit on a line; what is too long for all lines ends in an ellipsis.
    static func wrapped(
        _ text: String, size: Double, bold: Bool = false, width limit: Double, lines maximum: Int
    ) -> [String] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let entries = words.reduce(into: [""]) { entries, word in
            let isEnd = entries[entries.count - 1].hasSuffix(";")
            if isEnd { entries.append("") }
            let last = entries.count - 1
            entries[last] += entries[last].isEmpty ? word : " \(word)"
        }
        func fits(_ line: String) -> Bool { width(line, size: size, bold: bold) <= limit }
        let pieces = entries.flatMap { entry in
            fits(entry) ? [entry] : entry.split(separator: " ").map(String.init)
        }
        var lines = filled(pieces, maximum: .max, fits)
        // Rather broken within entries than cut off.
        if lines.count > maximum { lines = filled(words, maximum: maximum, fits) }
        return lines.map { shortened($0, size: size, bold: bold, width: limit) }
    }

    /// Lines of as many pieces as fit; the last one takes all that is left.
    private static func filled(
        _ pieces: [String], maximum: Int, _ fits: (String) -> Bool
    ) -> [String] {
        var lines: [String] = []
        for piece in pieces where !piece.isEmpty {
            guard let last = lines.last else {
                lines.append(piece)
                continue
            }
            let longer = "\(last) \(piece)"
            if fits(longer) || lines.count == maximum {
                lines[lines.count - 1] = longer
            } else {
                lines.append(piece)
            }
        }
        return lines
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

    /// Advances of DejaVu Sans for U+0020…U+007E, in thousandths of an em (from its `hmtx` table).
    private static let asciiAdvances: [Double] = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636,
        636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698,
        770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732,
        684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
        634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,
        525, 636, 337, 636, 838,
    ]

    /// The bold face is this much wider on the average text.
    private static let boldFactor = 1.13

    /// Advance in thousandths of an em; outside ASCII by classes of similar letters.
    private static func advance(_ scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x20...0x7e: asciiAdvances[Int(scalar.value) - 0x20]
        case 0xb7, 0x2080...0x209c: 400
        // Combining marks take no room of their own.
        case 0x300...0x36f: 0
        case 0x2000...0x2bff: 900
        // From here on letters fill a square.
        case 0x1100...: 1100
        default: 750
        }
    }
}
