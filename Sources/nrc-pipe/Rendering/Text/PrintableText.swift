/// Text of other programs, made safe for a terminal.
enum PrintableText {
    /// One line without control characters: a stage must not be able to move the cursor or to
    /// change the terminal's title. Tabs become spaces, and so do line ends with what indents the next
    /// line.
    static func line(_ text: String) -> String {
        lines(text).map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The lines, each of them printable. A line ends where a line feed does, with or without a carriage
    /// return.
    static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            printable(line.last == "\r" ? line.dropLast() : line)
        }
    }

    private static func printable(_ scalars: Substring.UnicodeScalarView) -> String {
        var result = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                result.append(scalar == "\t" ? " " : "\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    static func firstLine(_ text: String) -> String { lines(text)[0] }
}
