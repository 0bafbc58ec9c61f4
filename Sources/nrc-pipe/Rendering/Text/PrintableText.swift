/// Text of other programs, made safe for a terminal.
enum PrintableText {
    /// One line without control characters: a stage must not be able to move the cursor or to
    /// change the terminal's title. Tabs become spaces.
    static func line(_ text: String) -> String {
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
}
