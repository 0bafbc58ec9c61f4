/// Text of other programs, made safe for a terminal.
enum PrintableText {
    /// One line without control characters: a stage must not be able to move the cursor or to
    /// change the terminal's title. Tabs become spaces, and so do line ends with what indents the next
    /// line.
    static func line(_ text: String) -> String {
        if text.unicodeScalars.contains("\n") {
            return text.split(separator: "\n").map { line(String($0.drop { $0 == " " })) }
                .joined(separator: " ")
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                result.append(scalar == "\t" ? " " : "\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    static func firstLine(_ text: String) -> String {
        line(String(text.prefix { $0 != "\n" }))
    }
}
