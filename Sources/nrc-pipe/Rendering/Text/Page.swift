/// What a report is written on.
struct Page {
    /// A pipe or a file, and whoever reads it may do with long lines what they like.
    static let endless = Page(usesColour: false, width: nil)

    let usesColour: Bool
    /// Columns of the terminal; `nil` where there is no edge.
    let width: Int?

    /// Lines that end at spaces before the edge. A word that is longer than a line stays whole: it is
    /// a path or a command, which somebody may want to copy.
    ///
    /// - Parameter indent: of all lines but, where `firstIndent` says so, the first one.
    func wrapped(_ text: String, indent: Int = 0, firstIndent: Int? = nil) -> [String] {
        let spaces = String(repeating: " ", count: indent)
        let first = String(repeating: " ", count: firstIndent ?? indent)
        guard let width, DisplayText.columns(text) + first.count > width else {
            return [first + text]
        }
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, DisplayText.columns(line) + 1 + DisplayText.columns(word) > width {
                lines.append(line)
                line = spaces
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }
}
