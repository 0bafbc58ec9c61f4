/// The columns of panels: how wide the plots are and where they start, so that tick labels and
/// axis labels of all rows have room.
struct ColumnLayout: Equatable {
    /// Between an axis and its tick labels.
    private static let tickGap = 8.0
    private static let rightOfPlot = 14.0

    /// Width within the axes, the same for all panels.
    let plotWidth: Double
    /// Left ends of the plots, from the left end of the first column.
    let lefts: [Double]
    /// From the axis to the middle of the vertical label, one per column.
    let labelDistances: [Double]
    let width: Double
    /// Left ends of the columns themselves, with room for the labels of their vertical axes.
    private let edges: [Double]

    init(_ plans: [[PanelPlan?]], count: Int) {
        plotWidth =
            switch count {
            case ...1: 240
            case 2: 190
            default: 150
            }
        var lefts: [Double] = []
        var distances: [Double] = []
        var edges: [Double] = []
        var edge = 0.0
        for column in 0..<count {
            let members = plans.compactMap { $0.indices.contains(column) ? $0[column] : nil }
            let ticks = members.flatMap(\.yAxis.ticks).map {
                TextMeasure.width($0.plainLabel, size: FigureLayout.Size.tick)
            }
            let labelHeight = FigureLayout.Size.axisLabel
            let distance = Self.tickGap + (ticks.max() ?? 0) + labelHeight * 0.7
            distances.append(distance)
            edges.append(edge)
            lefts.append(edge + distance + labelHeight * 0.8)
            edge = lefts[column] + plotWidth + Self.rightOfPlot
        }
        self.lefts = lefts
        labelDistances = distances
        self.edges = edges
        width = edge
    }

    /// Where neighbouring columns begin, and how wide they are together.
    func span(of columns: Range<Int>) -> (left: Double, width: Double) {
        let left = columns.lowerBound < edges.count ? edges[columns.lowerBound] : width
        let right = columns.upperBound < edges.count ? edges[columns.upperBound] : width
        return (left, right - left)
    }
}
