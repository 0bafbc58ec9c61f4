/// The complete gnuplot program for one figure in one format: all data are inside, nothing is read
/// from elsewhere, and no text of the figure can become a command.
///
/// The page is drawn first (titles, axis labels, legend, notes, in points), then each panel's axes
/// and curves into their rectangle.
struct GnuplotScript {
    /// A plot element that leaves no trace: gnuplot draws axes and labels only with a plot.
    static let nothing = "$nothing using 1:2 with dots lc rgb '#ffffffff'"

    private let layout: FigureLayout
    private let format: FigureFormat
    private(set) var text = ""

    /// - Parameter outputFile: where gnuplot writes, relative to its working directory.
    init(_ figure: FigureData, format: FigureFormat, outputFile: String) {
        layout = FigureLayout(figure)
        self.format = format
        addLine("set encoding utf8")
        addLine(format.terminal(width: layout.width, height: layout.height))
        addLine("set output \(GnuplotText.literal(outputFile))")
        for (index, placed) in layout.panels.enumerated() {
            for block in GnuplotPanel(placed, index: index).dataBlocks { addLine(block) }
        }
        addLine("$nothing << EOD\n0 0\nEOD")
        addLine("set multiplot")
        addLine("unset key")
        addPage()
        for (index, placed) in layout.panels.enumerated() {
            for line in frame(placed) { addLine(line) }
            for line in GnuplotPanel(placed, index: index).commands { addLine(line) }
        }
        addLine("unset multiplot")
        addLine("unset output")
    }

    private mutating func addLine(_ line: String) {
        text += line + "\n"
    }

    /// Margins as parts of the page.
    private func frame(_ placed: FigureLayout.PlacedPanel) -> [String] {
        let (width, height) = (layout.width, layout.height)
        return [
            ("l", placed.left / width), ("r", (placed.left + placed.width) / width),
            ("b", placed.bottom / height), ("t", (placed.bottom + placed.height) / height),
        ]
        .map { "set \($0)margin at screen \(GnuplotText.fraction($1))" }
    }

    // MARK: The page

    private mutating func addPage() {
        for side in ["l", "b"] { addLine("set \(side)margin at screen 0") }
        for side in ["r", "t"] { addLine("set \(side)margin at screen 1") }
        for part in ["border", "xtics", "ytics"] { addLine("unset \(part)") }
        addLine("set xrange [0:\(GnuplotText.length(layout.width))]")
        addLine("set yrange [0:\(GnuplotText.length(layout.height))]")
        for text in layout.texts { addLine(command(text)) }
        for placed in layout.legend { addEntry(placed) }
        addLine("plot \(Self.nothing)")
        addLine("unset label")
        addLine("unset arrow")
    }

    /// Texts are never marked up: whatever they hold is shown as it is.
    private func command(_ text: FigureLayout.PlacedText) -> String {
        let weight = text.isBold ? ":Bold" : ""
        return "set label \(GnuplotText.literal(text.text)) "
            + "at first \(GnuplotText.length(text.x)),\(GnuplotText.length(text.y)) "
            + "\(text.anchor.rawValue)\(text.isVertical ? " rotate by 90" : "") noenhanced "
            + "font '\(FigureFormat.fontName)\(weight),\(format.fontSize(text.size))' "
            + "textcolor rgb '\(text.colour)'"
    }

    private mutating func addEntry(_ placed: Legend.PlacedEntry) {
        let y = layout.legendHeights[placed.row]
        let (left, right) = (placed.x, placed.symbolEnd)
        let middle = (left + right) / 2
        switch placed.entry.symbol {
        case .curve(let style):
            addLine(
                arrow(left, y, right, y, "lw \(PlotMetrics.curveWidth) lc rgb '\(style.colour)'"))
            addLine(
                "set label '' at first \(GnuplotText.length(middle)),\(GnuplotText.length(y)) "
                    + "point pointtype \(style.marker) pointsize \(PlotMetrics.markerSize) "
                    + "linecolor rgb '\(style.colour)'")
        case .horizontal(let style): addLine(arrow(left, y, right, y, style.options))
        case .vertical(let style):
            addLine(arrow(middle, y - 4.5, middle, y + 4.5, style.options))
        }
        addLine(
            command(
                FigureLayout.PlacedText(
                    text: placed.entry.label, x: placed.textStart, y: y,
                    size: FigureLayout.Size.legend, anchor: .left)))
    }

    private func arrow(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ options: String
    ) -> String {
        "set arrow from first \(GnuplotText.length(x1)),\(GnuplotText.length(y1)) "
            + "to first \(GnuplotText.length(x2)),\(GnuplotText.length(y2)) nohead \(options)"
    }
}

/// Widths of strokes and sizes of markers, in gnuplot's units.
enum PlotMetrics {
    static let curveWidth = 1.3
    /// What shows of a curve on either side of one that hides it, twice.
    static let widening = 1.8
    static let mostWidenings = 6
    static let markerSize = 0.45
    static let markerWidening = 0.25
    static let edgeMarkerSize = 0.7
}
