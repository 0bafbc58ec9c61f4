/// A series prepared for one panel: what is drawn where, with gaps where a value is undefined.
struct PlannedCurve: Equatable {
    struct Place: Equatable {
        var x: Double
        var y: Double
    }

    /// A range over seeds.
    struct Interval: Equatable {
        var x: Double
        var low: Double
        var high: Double
    }

    var style: CurveStyle
    /// Unbroken runs of medians.
    var runs: [[Place]] = []
    /// Medians at their true places.
    var markers: [Place] = []
    /// Medians that a logarithmic axis can't show, at its lower edge.
    var markersAtEdge: [Place] = []
    /// Unbroken runs of at least two ranges, drawn as bands.
    var bands: [[Interval]] = []
    /// Ranges without a neighbour, drawn as bars.
    var bars: [Interval] = []
    /// How many curves in front of it run where it does. It is drawn so much broader that it shows
    /// beside them.
    var curvesInFront = 0

    init(_ series: Series, style: CurveStyle, x xPlan: AxisPlan, y yPlan: AxisPlan) {
        self.style = style
        var run: [Place] = []
        var band: [Interval] = []
        for point in series.points {
            let isShown = point.x.isFinite && (point.x > 0 || !xPlan.isLogarithmic)
            guard isShown, let median = point.median, median.isFinite else {
                close(&run, &band)
                continue
            }
            let height = yPlan.visible(median)
            run.append(Place(x: point.x, y: height))
            if height == median {
                markers.append(Place(x: point.x, y: height))
            } else {
                markersAtEdge.append(Place(x: point.x, y: height))
            }
            if let low = point.low, let high = point.high, low.isFinite, high.isFinite {
                band.append(
                    Interval(x: point.x, low: yPlan.visible(low), high: yPlan.visible(high)))
            } else {
                close(&band)
            }
        }
        close(&run, &band)
    }

    /// Nearer than this part of the axis, one curve hides the other.
    private static let nearness = 0.015
    /// A curve with at least this part of its points hidden can't be followed.
    private static let hiddenShare = 0.75

    /// Whether another curve, drawn later, leaves nothing of this one to follow.
    func isHidden(by other: PlannedCurve, y axis: AxisPlan) -> Bool {
        let places = runs.joined()
        guard !places.isEmpty else { return false }
        let heights = Dictionary(
            other.runs.joined().map { ($0.x, axis.fraction($0.y)) }, uniquingKeysWith: { $1 })
        let hidden = places.count { place in
            heights[place.x].map { abs($0 - axis.fraction(place.y)) <= Self.nearness } ?? false
        }
        return Double(hidden) >= Double(places.count) * Self.hiddenShare
    }

    private mutating func close(_ run: inout [Place], _ band: inout [Interval]) {
        if !run.isEmpty { runs.append(run) }
        run = []
        close(&band)
    }

    private mutating func close(_ band: inout [Interval]) {
        if band.contains(where: { $0.low < $0.high }) {
            if band.count > 1 { bands.append(band) } else { bars += band }
        }
        band = []
    }
}

extension AxisPlan {
    /// Where a value is drawn: on a logarithmic axis zero and less sit at the lower edge.
    fileprivate func visible(_ value: Double) -> Double {
        isLogarithmic && value <= 0 ? lower : value
    }
}
