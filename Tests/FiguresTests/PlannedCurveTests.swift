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
