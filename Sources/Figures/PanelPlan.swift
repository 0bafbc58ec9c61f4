/// A panel with its axes settled.
struct PanelPlan: Equatable {
    var panel: Panel
    var xAxis: AxisPlan
    var yAxis: AxisPlan
    var curves: [PlannedCurve]

    init(_ panel: Panel, legend: Legend) {
        self.panel = panel
        let points = panel.series.flatMap(\.points).filter { $0.median != nil }
        let heights = points.flatMap { [$0.median, $0.low, $0.high].compactMap(\.self) }
        xAxis = AxisPlan(
            panel.xAxis,
            values: points.map(\.x) + panel.verticalLines.map(\.value)
                + (panel.xAxis.ticks ?? []), startsAtZero: false)
        yAxis = AxisPlan(
            panel.yAxis, values: heights + panel.referenceLines.map(\.value),
            startsAtZero: true)
        let (xAxis, yAxis) = (xAxis, yAxis)
        curves = panel.series.map {
            PlannedCurve($0, style: legend.style(of: $0), x: xAxis, y: yAxis)
        }
        for index in curves.indices {
            curves[index].curvesInFront = curves[(index + 1)...].count {
                curves[index].isHidden(by: $0, y: yAxis)
            }
        }
    }

    /// Whether no series has a defined value that can be drawn.
    var isEmpty: Bool { curves.allSatisfy(\.runs.isEmpty) }

    /// Whether a value is drawn at the edge of a logarithmic axis instead of its place.
    var hasMarkersAtEdge: Bool { curves.contains { !$0.markersAtEdge.isEmpty } }

    /// How many defined points a logarithmic horizontal axis has no place for.
    var undrawnPoints: Int {
        guard xAxis.isLogarithmic else { return 0 }
        return panel.series.flatMap(\.points).count { $0.median != nil && $0.x <= 0 }
    }
}
