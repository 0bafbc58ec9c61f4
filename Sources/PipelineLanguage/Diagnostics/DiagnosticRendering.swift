extension PipelineDiagnostics {
    /// The diagnostics as compilers print them, ending in a newline:
    ///
    ///     pipelines/deep-nrc.yaml:41:7: error: stage 'train' has no parameter 'weigth_decay'
    ///        41 |       weigth_decay: 1e-3
    ///           |       ^~~~~~~~~~~~ did you mean 'weight_decay'?
    ///
    /// What comes from files is escaped, so that it cannot steer the terminal.
    package func rendered(colour: Bool = false) -> String {
        var renderer = DiagnosticRenderer(sources: sources, colour: colour)
        for diagnostic in diagnostics {
            renderer.append(diagnostic)
        }
        if omittedCount > 0 {
            renderer.append(
                Diagnostic(
                    "\(omittedCount) more error\(omittedCount == 1 ? "" : "s") not shown",
                    at: nil, label: "fix the ones above first"))
        }
        return renderer.text
    }
}

/// Writes diagnostics with their source lines.
private struct DiagnosticRenderer {
    /// Columns of a source line that are shown.
    private static let lineWidth = 100
    /// Columns kept before the caret when a line is clipped.
    private static let context = 40

    let sources: SourceMap
    let colour: Bool
    private(set) var text = ""
    /// Line starts of the files shown so far, by file index.
    private var lineStarts: [UInt32: [Int]] = [:]

    init(sources: SourceMap, colour: Bool) {
        self.sources = sources
        self.colour = colour
    }

    mutating func append(_ diagnostic: Diagnostic) {
        let style: Style = diagnostic.severity == .error ? .error : .warning
        appendHeading(
            diagnostic.severity.rawValue, style: style, diagnostic.message, at: diagnostic.place)
        if let place = diagnostic.place {
            appendExcerpt(of: place, label: diagnostic.label, style: style)
        } else if let label = diagnostic.label {
            text += "      = \(TerminalText.escaped(label))\n"
        }
        for related in diagnostic.related {
            appendHeading("note", style: .note, related.message, at: related.place)
            appendExcerpt(of: related.place, label: nil, style: .note)
        }
    }

    private mutating func appendHeading(
        _ kind: String, style: Style, _ message: String, at place: Place?
    ) {
        let location = place.map { TerminalText.escaped("\(sources.location(of: $0.mark))") + ": " }
        text += styled(location ?? "", .strong) + styled(kind + ":", style) + " "
        text += TerminalText.escaped(message) + "\n"
    }

    private mutating func appendExcerpt(of place: Place, label: String?, style: Style) {
        let mark = place.mark
        let file = sources.files[Int(mark.file)]
        let starts = lineStarts[mark.file] ?? file.lineStarts()
        lineStarts[mark.file] = starts
        let surroundings = file.excerpt(
            line: Int(mark.line), column: Int(mark.column), starts: starts,
            reach: Self.lineWidth + 1)
        let excerpt = VisibleLine(
            surroundings, column: Int(mark.column), length: place.length, width: Self.lineWidth,
            context: Self.context)
        let number = String(mark.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let blank = String(repeating: " ", count: gutter.count)
        let underline = "^" + String(repeating: "~", count: max(0, excerpt.caretWidth - 1))
        text += "\(gutter) | \(excerpt.text)\n"
        text += "\(blank) | " + String(repeating: " ", count: excerpt.caretColumn)
        text += styled(underline, style)
        text += label.map { " " + TerminalText.escaped($0) } ?? ""
        text += "\n"
    }

    /// ANSI colours of the parts.
    private enum Style: String {
        case strong = "1"
        case error = "1;31"
        case warning = "1;35"
        case note = "1;36"
    }

    private func styled(_ part: String, _ style: Style) -> String {
        guard colour, !part.isEmpty else { return part }
        return "\u{1B}[\(style.rawValue)m\(part)\u{1B}[0m"
    }
}

/// A source line cut to a terminal's width, and where the caret stands below it.
private struct VisibleLine {
    /// The visible part, `…` where something was cut off.
    private(set) var text = ""
    /// Terminal columns before the caret.
    private(set) var caretColumn = 0
    private(set) var caretWidth = 1

    /// - Parameters:
    ///   - excerpt: at least `width` scalars on either side of the column.
    ///   - column: of the first underlined scalar, from 1; one past the end is allowed.
    ///   - context: columns kept before the caret when the line is too wide.
    init(_ excerpt: SourceFile.Excerpt, column: Int, length: Int, width: Int, context: Int) {
        let cells = TerminalText(excerpt.scalars).cells
        let caret = min(max(0, column - excerpt.firstColumn), cells.count)
        let isWide = excerpt.firstColumn > 1 || cells.reduce(0) { $0 + $1.width } > width
        var first = isWide ? caret : 0
        var kept = 0
        while first > 0, kept + cells[first - 1].width <= context {
            first -= 1
            kept += cells[first].width
        }
        text = first > 0 || excerpt.firstColumn > 1 ? "…" : ""
        var used = text.isEmpty ? 0 : 1
        var index = first
        var underlined = 0
        caretColumn = used
        while index < cells.count, used + cells[index].width <= width {
            if index == caret { caretColumn = used }
            if index >= caret, index < caret + length { underlined += cells[index].width }
            text += cells[index].text
            used += cells[index].width
            index += 1
        }
        if caret >= index { caretColumn = used }
        if index < cells.count || excerpt.isCutShort { text += "…" }
        caretWidth = max(1, underlined)
    }
}
