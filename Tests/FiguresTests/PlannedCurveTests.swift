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

    private func plan(_ curves: [[Double]]) -> PanelPlan {
        let panel = Panel(
            name: "a", title: "", seeds: 1, xAxis: Axis(label: ""),
            yAxis: Axis(label: "", lower: 0, upper: 100),
            series: curves.enumerated().map { index, values in
                Series(
                    label: "\(index)", role: .sweep,
                    points: values.enumerated().map { Point(x: Double($0), values: [$1]) })
            })
        return PanelPlan(panel, legend: Legend([panel]))
    }

    @Test("a curve knows how many in front of it run where it does")
    func curvesInFront() {
        let line = [10.0, 20, 30, 40]
        let near = [11.0, 21, 29, 40]
        let other = [10.0, 20, 50, 60]
        #expect(plan([line, near, line]).curves.map(\.curvesInFront) == [2, 1, 0])
        #expect(plan([line, other, line]).curves.map(\.curvesInFront) == [1, 0, 0])
        // Three of four points hidden leave nothing to follow.
        #expect(plan([line, [10, 20, 30, 90]]).curves.map(\.curvesInFront) == [1, 0])
        #expect(plan([line, [10, 20]]).curves.map(\.curvesInFront) == [0, 0])
        #expect(plan([[], line]).curves.map(\.curvesInFront) == [0, 0])
    }

    @Test("curves that coincide are drawn ever narrower, and the foot says why")
    func widths() {
        let figure = FigureData(
            name: "f", title: "f", profile: "ci",
            grid: [[plan([[1, 2], [1, 2], [1, 2]]).panel, plan([[1, 2], [50, 60]]).panel]])
        let script = GnuplotScript(figure, format: .pdf, outputFile: "x").text
        for (curve, width) in [(0, 4.9), (1, 3.1), (2, 1.3)] {
            #expect(script.contains("$panel0curve\(curve) using 1:2 with lines lw \(width) "))
        }
        #expect(script.contains("$panel1curve0 using 1:2 with lines lw 1.3 "))
        #expect(script.contains("Broad curves lie behind others that run where they do."))
    }
}
