/// How foreign text and numbers are written into a gnuplot script.
enum GnuplotText {
    /// A literal for any text.
    ///
    /// In single quotes gnuplot performs no back-quote substitution and knows no escapes but the
    /// doubled quote, which it misreads at the start of a text; so a quote becomes the typographic
    /// apostrophe. Control characters, a line feed above all, would end the command; they become
    /// spaces. Enhanced markup is not disarmed here: such texts are drawn with `noenhanced`.
    static func literal(_ text: String) -> String { "'\(printable(text))'" }

    /// A text in enhanced notation that shows as it is; it goes between single quotes.
    ///
    /// gnuplot takes a tick's label for a format of `printf`. It has no notation there for a backslash
    /// before a character that is marked up, so that a sign that looks the same stands for it.
    static func tickLabel(_ text: String) -> String {
        printable(text).map { character in
            switch character {
            case "%": "%%"
            case "\\": "∖"
            default: "^_{}@&~".contains(character) ? "\\\(character)" : "\(character)"
            }
        }.joined()
    }

    private static func printable(_ text: String) -> String {
        let printable = text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: " "
            case .unassigned where scalar.properties.isNoncharacterCodePoint: " "
            default: scalar == "'" ? "’" : String(scalar)
            }
        }
        return printable.joined()
    }

    /// A number of the data; the shortest decimal that reads back to the same double.
    static func number(_ value: Double) -> String {
        precondition(value.isFinite, "gnuplot gets finite numbers only")
        return "\(value)"
    }

    /// A length or place on the page, in hundredths of a point.
    static func length(_ value: Double) -> String {
        number((value * 100).rounded() / 100)
    }

    /// A place as a part of the page's width or height.
    static func fraction(_ value: Double) -> String {
        number((value * 1e6).rounded() / 1e6)
    }
}
