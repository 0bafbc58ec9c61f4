internal import Foundation

/// Rows of a Markdown table.
enum MarkdownTable {
    static func row(_ cells: [String]) -> String {
        let escaped = cells.map { oneLine($0).replacingOccurrences(of: "|", with: "\\|") }
        return "| " + escaped.joined(separator: " | ") + " |"
    }

    /// The heading's row and the line below it.
    static func heading(_ cells: [String]) -> [String] {
        [row(cells), row(cells.map { _ in "---" })]
    }

    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
