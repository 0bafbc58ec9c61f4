/// The part of a script that draws one panel: its data and the commands that use them.
struct GnuplotPanel {
    /// An empty inverted triangle.
    private static let edgeMarker = 10

    private let placed: FigureLayout.PlacedPanel
    private let prefix: String
    private(set) var dataBlocks: [String] = []
    /// What the plot command draws, from back to front.
    private var elements: [String] = []

    init(_ placed: FigureLayout.PlacedPanel, index: Int) {
        self.placed = placed
        prefix = "$panel\(index)"
        addBands()
        addLines()
        addCurves()
    }

    private var plan: PanelPlan { placed.plan }

    /// The axes and one plot command.
    var commands: [String] {
        let (x, y) = (plan.xAxis, plan.yAxis)
        let size = FigureLayout.Size.tick
        let xTicks =
            // Of numbers the reader can tell those between others.
            (plan.panel.xAxis.tickLabels ?? []).allSatisfy { Double($0) != nil }
            ? x.ticks.thinned(size: size) { placed.horizontal($0) }
            : x.ticks.shortened(size: size, width: placed.width) { placed.horizontal($0) }
        return [
            "set border 3 lw 0.7 lc rgb '#333333'",
            x.isLogarithmic ? "set logscale x 10" : "unset logscale x",
            y.isLogarithmic ? "set logscale y 10" : "unset logscale y",
            "set xrange [\(GnuplotText.number(x.lower)):\(GnuplotText.number(x.upper))]",
            "set yrange [\(GnuplotText.number(y.lower)):\(GnuplotText.number(y.upper))]",
            "set xtics nomirror out scale 0.5,0.25 offset 0,0.3 (\(Self.list(xTicks)))",
            "set ytics nomirror out scale 0.5,0.25 offset 0.4,0 (\(Self.list(y.ticks)))",
            "set grid noxtics ytics back lw 0.5 lc rgb '#e6e6e6' dt solid",
            "plot "
                + (elements.isEmpty ? [GnuplotScript.nothing] : elements)
                .joined(separator: ", \\\n  "),
        ]
    }

    private static func list(_ ticks: [Tick]) -> String {
        ticks.map { tick in
            "'\(tick.label)' \(GnuplotText.number(tick.value))\(tick.isMajor ? "" : " 1")"
        }
        .joined(separator: ", ")
    }

    // MARK: Elements

    private mutating func addBands() {
        for (index, curve) in plan.curves.enumerated() {
            let bands = curve.bands.map { band in
                band.map { [$0.x, $0.low, $0.high] }
            }
            add(
                "band\(index)", bands,
                "using 1:2:3 with filledcurves fc rgb '\(curve.style.bandColour)' fs solid noborder"
            )
            let bars = curve.bars.map { [[$0.x, $0.low], [$0.x, $0.high]] }
            add(
                "bar\(index)", bars,
                "using 1:2 with lines lw 1 lc rgb '\(curve.style.colour)'")
        }
    }

    private mutating func addLines() {
        let (x, y) = (plan.xAxis, plan.yAxis)
        for (index, line) in plan.panel.verticalLines.enumerated() {
            let ends = [[line.value, y.lower], [line.value, y.upper]]
            add("vertical\(index)", [ends], "using 1:2 with lines \(LineStyle(line.role).options)")
        }
        for (index, line) in plan.panel.referenceLines.enumerated() {
            let ends = [[x.lower, line.value], [x.upper, line.value]]
            add("reference\(index)", [ends], "using 1:2 with lines \(LineStyle(line.role).options)")
        }
    }

    private mutating func addCurves() {
        for (index, curve) in plan.curves.enumerated() {
            let colour = "lc rgb '\(curve.style.colour)'"
            // Broader still, it would hide the axes and the panels beside.
            let inFront = Double(min(curve.curvesInFront, PlotMetrics.mostWidenings))
            let width = PlotMetrics.curveWidth + inFront * PlotMetrics.widening
            let size = PlotMetrics.markerSize + inFront * PlotMetrics.markerWidening
            add(
                "curve\(index)", curve.runs.map { $0.map { [$0.x, $0.y] } },
                "using 1:2 with lines lw \(GnuplotText.length(width)) \(colour)")
            add(
                "marker\(index)", [curve.markers.map { [$0.x, $0.y] }],
                "using 1:2 with points pointtype \(curve.style.marker) "
                    + "pointsize \(GnuplotText.length(size)) \(colour)")
            add(
                "edge\(index)", [curve.markersAtEdge.map { [$0.x, $0.y] }],
                "using 1:2 with points pointtype \(Self.edgeMarker) "
                    + "pointsize \(PlotMetrics.edgeMarkerSize) \(colour)")
        }
    }

    /// Adds a block of data, unless it is empty, and what is drawn from it. A blank line between
    /// runs lifts the pen.
    private mutating func add(_ name: String, _ runs: [[[Double]]], _ options: String) {
        let filled = runs.filter { !$0.isEmpty && $0.joined().allSatisfy(\.isFinite) }
        guard !filled.isEmpty else { return }
        let text = filled.map { rows in
            rows.map { $0.map(GnuplotText.number).joined(separator: " ") }.joined(separator: "\n")
        }
        dataBlocks.append("\(prefix)\(name) << EOD\n\(text.joined(separator: "\n\n"))\nEOD")
        elements.append("\(prefix)\(name) \(options)")
    }
}
