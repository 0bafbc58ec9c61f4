internal import Foundation

/// Where everything stands on the page. Lengths are in points (1/72 inch), heights from the
/// bottom, as gnuplot counts them.
struct FigureLayout: Equatable {
    struct PlacedText: Equatable {
        enum Anchor: String {
            case left, center, right
        }

        var text: String
        var x: Double
        /// Of the line's vertical middle.
        var y: Double
        var size: Double
        var isBold = false
        var colour = "#000000"
        var anchor = Anchor.center
        var isVertical = false
    }

    struct PlacedPanel: Equatable {
        var plan: PanelPlan
        /// The rectangle within the axes.
        var left: Double
        var bottom: Double
        var width: Double
        var height: Double
    }

    /// Sizes of type, in points.
    enum Size {
        static let title = 12.5
        static let standIn = 9.0
        static let panelTitle = 9.5
        static let panelSubtitle = 8.5
        static let axisLabel = 9.0
        static let tick = 8.0
        static let legend = 9.0
        static let note = 7.5
    }

    static let grey = "#595959"
    /// Of the line that says the data are not the paper's.
    static let warning = "#a8432e"
    private static let lineSpacing = 1.35
    private static let margin = 10.0
    private static let plotHeight = 112.0
    private static let abovePlot = 19.0
    /// More room above a row for each line below its panels' titles.
    private static let subtitleLine = 12.0
    private static let belowPlot = 35.0
    private static let narrowestPage = 300.0

    private(set) var width = 0.0
    private(set) var height = 0.0
    private(set) var texts: [PlacedText] = []
    private(set) var panels: [PlacedPanel] = []
    private(set) var legend: [Legend.PlacedEntry] = []
    /// Vertical middle of the legend's rows.
    private(set) var legendHeights: [Double] = []

    init(_ figure: FigureData) {
        let parts = LegendColumns.parts(of: figure)
        let plans = figure.grid.map { row in
            row.enumerated().map { column, panel in
                panel.map { panel in
                    let legend = parts.first { $0.columns.contains(column) }?.legend
                    return PanelPlan(panel, legend: legend ?? Legend([panel]))
                }
            }
        }
        let columns = ColumnLayout(plans, count: figure.columns)
        width = max(Self.narrowestPage, columns.width + 2 * Self.margin)
        let inner = width - 2 * Self.margin
        // From the top down; turned over at the end, when the height is known.
        var top = Self.margin
        addHeader(figure, width: inner, top: &top)
        for row in plans {
            let offset = (width - columns.width) / 2
            let lines = row.map { $0?.panel.linesBelowTitle.count ?? 0 }.max() ?? 0
            top += Self.abovePlot + Double(lines) * Self.subtitleLine
            for (column, plan) in row.enumerated() {
                guard let plan else { continue }
                place(plan, columns, column, offset: offset, plotTop: top)
            }
            top += Self.plotHeight + Self.belowPlot
        }
        addLegends(parts, columns, width: inner, top: &top)
        addFooter(figure, plans.flatMap { $0.compactMap(\.self) }, width: inner, top: &top)
        height = top + Self.margin - 3
        turnOver()
    }

    // MARK: Parts

    private mutating func addHeader(_ figure: FigureData, width: Double, top: inout Double) {
        add(figure.title, size: Size.title, isBold: true, width: width, lines: 2, top: &top)
        top += 3
        if let standIn = figure.standIn {
            add(
                "Stand-in data: \(standIn)", size: Size.standIn, isBold: true,
                colour: Self.warning, width: width, lines: 2, top: &top)
        }
        top += 3
    }

    private mutating func addLegends(
        _ parts: [LegendColumns], _ columns: ColumnLayout, width: Double, top: inout Double
    ) {
        top += 4
        if parts.contains(where: { !$0.title.isEmpty }) {
            let y = advance(&top, size: Size.legend + 1)
            for part in parts {
                let span = place(of: part, among: parts, columns, width: width)
                addLabel(
                    part.title, x: span.left + span.width / 2, y: y, size: Size.legend,
                    isBold: true, limit: span.width)
            }
        }
        for part in parts {
            let span = place(of: part, among: parts, columns, width: width)
            legend += part.legend.arranged(width: span.width, size: Size.legend).map {
                var placed = $0
                placed.x += span.left
                return placed
            }
        }
        for _ in 0..<((legend.map(\.row).max() ?? -1) + 1) {
            legendHeights.append(advance(&top, size: Size.legend + 1))
        }
    }

    /// A legend for all columns has the whole page's width.
    private func place(
        of part: LegendColumns, among parts: [LegendColumns], _ columns: ColumnLayout, width: Double
    ) -> (left: Double, width: Double) {
        guard parts.count > 1 else { return (Self.margin, width) }
        let span = columns.span(of: part.columns)
        return ((self.width - columns.width) / 2 + span.left, span.width)
    }

    private mutating func addFooter(
        _ figure: FigureData, _ plans: [PanelPlan], width: Double, top: inout Double
    ) {
        top += 4
        for note in FigureNotes.lines(figure, plans) {
            add(note, size: Size.note, colour: Self.grey, width: width, lines: 6, top: &top)
        }
    }

    /// Adds centred lines of text and moves on below them.
    private mutating func add(
        _ text: String, size: Double, isBold: Bool = false, colour: String = "#000000",
        width: Double, lines: Int, top: inout Double
    ) {
        let wrapped = TextMeasure.wrapped(
            text, size: size, bold: isBold, width: width, lines: lines)
        for line in wrapped {
            texts.append(
                PlacedText(
                    text: line, x: self.width / 2, y: advance(&top, size: size), size: size,
                    isBold: isBold, colour: colour))
        }
    }

    /// The middle of the next line of text.
    private func advance(_ top: inout Double, size: Double) -> Double {
        defer { top += size * Self.lineSpacing }
        return top + size * Self.lineSpacing / 2
    }

    private mutating func place(
        _ plan: PanelPlan, _ columns: ColumnLayout, _ column: Int, offset: Double, plotTop: Double
    ) {
        let left = offset + columns.lefts[column]
        let middle = left + columns.plotWidth / 2
        let bottom = plotTop + Self.plotHeight
        panels.append(
            PlacedPanel(
                plan: plan, left: left, bottom: bottom, width: columns.plotWidth,
                height: Self.plotHeight))
        let lines = plan.panel.linesBelowTitle
        // They may spread over the whole column.
        addLabel(
            plan.panel.title, x: middle, y: plotTop - 9 - Double(lines.count) * Self.subtitleLine,
            size: Size.panelTitle, isBold: true, limit: columns.plotWidth + 24)
        for (index, line) in lines.enumerated() {
            addLabel(
                line, x: middle,
                y: plotTop - 9 - Double(lines.count - 1 - index) * Self.subtitleLine,
                size: Size.panelSubtitle, colour: Self.grey, limit: columns.plotWidth + 24)
        }
        addLabel(
            plan.panel.xAxis.label, x: middle, y: bottom + 22.5, size: Size.axisLabel,
            limit: columns.plotWidth + 10)
        addLabel(
            plan.panel.yAxis.label, x: left - columns.labelDistances[column],
            y: plotTop + Self.plotHeight / 2, size: Size.axisLabel, limit: Self.plotHeight + 16,
            isVertical: true)
        if plan.isEmpty {
            addLabel(
                "no data", x: middle, y: plotTop + Self.plotHeight / 2, size: Size.axisLabel,
                colour: Self.grey, limit: columns.plotWidth)
        }
    }

    /// One line of text, made smaller down to three quarters before it is cut.
    private mutating func addLabel(
        _ text: String, x: Double, y: Double, size: Double, isBold: Bool = false,
        colour: String = "#000000", limit: Double, isVertical: Bool = false
    ) {
        guard !text.isEmpty else { return }
        let needed = TextMeasure.width(text, size: size, bold: isBold)
        let fitting = needed > limit ? max(size * 0.75, size * limit / needed) : size
        texts.append(
            PlacedText(
                text: TextMeasure.shortened(text, size: fitting, bold: isBold, width: limit),
                x: x, y: y, size: fitting, isBold: isBold, colour: colour,
                isVertical: isVertical))
    }

    private mutating func turnOver() {
        for index in texts.indices { texts[index].y = height - texts[index].y }
        for index in panels.indices { panels[index].bottom = height - panels[index].bottom }
        for index in legendHeights.indices { legendHeights[index] = height - legendHeights[index] }
    }
}

extension Panel {
    /// From the top.
    fileprivate var linesBelowTitle: [String] {
        [subtitle, remark ?? ""].filter { !$0.isEmpty }
    }
}

extension FigureLayout.PlacedPanel {
    /// Points from the left end of the axis to a value on it.
    func horizontal(_ value: Double) -> Double { plan.xAxis.fraction(value) * width }
}
