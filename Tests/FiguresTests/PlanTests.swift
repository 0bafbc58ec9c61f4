import Testing

@testable import Figures

@Suite struct PlannedCurveTests {
    private func curve(_ points: [Point], _ scale: Axis.Scale = .linear) -> PlannedCurve {
        let series = Series(label: "", role: .signal, points: points)
        let x = AxisPlan(Axis(label: ""), values: points.map(\.x), startsAtZero: false)
        let y = AxisPlan(
            Axis(label: "", scale: scale), values: points.compactMap(\.median), startsAtZero: true)
        return PlannedCurve(series, style: CurveStyle(.signal, variant: 0), x: x, y: y)
    }

    @Test("an undefined value breaks curve and band; a range on its own becomes a bar")
    func gaps() {
        let planned = curve([
            Point(x: 0, values: [1, 2]), Point(x: 1, values: [2, 3]), Point(x: 2, values: []),
            Point(x: 3, values: [4, 6]),
        ])
        #expect(planned.runs.map { $0.map(\.x) } == [[0, 1], [3]])
        #expect(planned.markers.map(\.y) == [1.5, 2.5, 5])
        #expect(planned.bands.map { $0.map(\.high) } == [[2, 3]])
        #expect(planned.bars == [PlannedCurve.Interval(x: 3, low: 4, high: 6)])
    }

    @Test("one seed has no range to shade")
    func oneSeed() {
        let planned = curve([Point(x: 0, values: [1]), Point(x: 1, values: [2])])
        #expect(planned.runs.count == 1)
        #expect(planned.bands.isEmpty && planned.bars.isEmpty)
    }

    @Test("a logarithmic axis shows zero at its lower edge, marked as such")
    func edge() {
        let planned = curve(
            [Point(x: 0, values: [1]), Point(x: 1, values: [0]), Point(x: 2, values: [0, 0.02])],
            .logarithmic)
        let edge = AxisPlan(
            Axis(label: "", scale: .logarithmic), values: [1, 0.01], startsAtZero: true
        ).lower
        #expect(planned.runs.map { $0.map(\.y) } == [[1, edge, 0.01]])
        #expect(planned.markers.map(\.x) == [0, 2])
        #expect(planned.markersAtEdge == [PlannedCurve.Place(x: 1, y: edge)])
    }
}

@Suite struct LegendTests {
    @Test("each look stands in the legend once, whatever the number of panels")
    func entries() {
        let legend = Legend(SampleFigures.row)
        #expect(
            legend.entries.map(\.label) == [
                "k = 3", "k = 4", "NRC2", "NRC3", "targets' stable rank",
                "network's training MSE", "first collapsed layer",
            ])
    }

    @Test("labels of one role differ in shade and marker, an empty one has the role's own")
    func styles() {
        let legend = Legend(SampleFigures.row)
        let styles = [SampleFigures.noise, SampleFigures.alignment].map(legend.style)
        #expect(styles[0].colour != styles[1].colour)
        #expect(styles[0].marker != styles[1].marker)
        let unnamed = SampleFigures.curve("", .signal, [1])
        #expect(legend.style(of: unnamed) == CurveStyle(.signal, variant: 0))
    }

    @Test("all styles of a role up to its number of shades are distinct")
    func distinct() {
        for role in Series.Role.allCases {
            let looks = (0..<12).map { CurveStyle(role, variant: $0) }
            #expect(Set(looks.map { "\($0.colour) \($0.marker)" }).count == 12, "\(role)")
        }
    }

    @Test("rows are filled, centred, and no entry leaves the page")
    func arranged() {
        for width in [90.0, 200, 1000] {
            let placed = Legend(SampleFigures.row).arranged(width: width, size: 9)
            #expect(placed.count == 7)
            for entry in placed {
                let end = entry.textStart + TextMeasure.width(entry.entry.label, size: 9)
                #expect(entry.x >= 0 && end <= width, "\(entry) \(width)")
            }
        }
        #expect(Legend(SampleFigures.row).arranged(width: 1000, size: 9).last?.row == 0)
    }
}

@Suite struct FigureLayoutTests {
    @Test("texts and panels stay on the page and panels apart, in every shape of grid")
    func withinPage() {
        let panels = SampleFigures.row.panels
        for (rows, columns) in [(1, 5), (2, 5), (4, 2), (4, 1), (1, 1)] {
            var figure = SampleFigures.row
            figure.grid = (0..<rows).map { row in
                (0..<columns).map { panels[(row + $0) % panels.count] }
            }
            let layout = FigureLayout(figure)
            #expect(layout.panels.count == rows * columns)
            for text in layout.texts where !text.isVertical {
                let half =
                    TextMeasure.width(text.text, size: text.size, bold: text.isBold) / 2
                #expect(text.x - half >= 0 && text.x + half <= layout.width, "\(text.text)")
                #expect(text.y > 0 && text.y < layout.height, "\(text.text)")
            }
            for (first, second) in zip(layout.panels, layout.panels.dropFirst())
            where first.bottom == second.bottom {
                #expect(first.left + first.width < second.left)
            }
            #expect(layout.panels.allSatisfy { $0.left > 30 && $0.bottom > 30 })
        }
    }

    @Test("the foot says profile, seeds, and what the drawing leaves out")
    func notes() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.errorPanel]]
        figure.grid[0][0]?.xAxis.scale = .logarithmic
        figure.grid[0][0]?.series[0].points[3] = Point(x: 3, values: [0])
        let plans = figure.panels.map { PanelPlan($0, legend: Legend(figure)) }
        #expect(
            FigureNotes.lines(figure, plans) == [
                "Profile quick · median over 3 seeds, shaded from lowest to highest",
                "▽ at a lower edge: zero or less, which a logarithmic axis can't show.",
                "Not drawn: one point at zero or less on a logarithmic horizontal axis.",
            ] + figure.notes)
        figure.seeds = 1
        #expect(FigureNotes.lines(figure, [])[0] == "Profile quick · one seed")
    }

    @Test("a panel without a defined point says so")
    func noData() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.errorPanel]]
        #expect(!FigureLayout(figure).texts.contains { $0.text == "no data" })
        figure.grid[0][0]?.series = []
        #expect(FigureLayout(figure).texts.contains { $0.text == "no data" })
    }

    @Test("stand-in data are named at the top")
    func standIn() {
        var figure = SampleFigures.row
        figure.standIn = "rendered road scenes"
        #expect(
            FigureLayout(figure).texts.contains { $0.text == "Stand-in data: rendered road scenes" }
        )
    }
}
