import Figures

/// Figures of the paper's shapes with made-up numbers that look like the real ones.
enum SampleFigures {
    static let layers = (0..<8).map(Double.init)

    /// A curve over layers with a range that widens with `spread`.
    static func curve(
        _ label: String, _ role: Series.Role, _ medians: [Double?], spread: Double = 0.1
    ) -> Series {
        Series(
            label: label, role: role,
            points: medians.enumerated().map { layer, median in
                Point(
                    x: Double(layer), median: median,
                    low: median.map { $0 * (1 - spread) }, high: median.map { $0 * (1 + spread) },
                    seeds: 3)
            })
    }

    static func layerAxis(_ count: Int = 8) -> Axis {
        Axis(label: "layer", ticks: (0..<count).map(Double.init))
    }

    static func metric(_ label: String) -> Axis { Axis(label: label, lower: 0, upper: 1.05) }

    static let collapse = PanelLine(label: "first collapsed layer", role: .collapse, value: 4)

    static let noise = curve(
        "k = 3", .signal, [0.83, 0.71, 0.45, 0.18, 0.06, 0.04, 0.035, 0.03], spread: 0.2)
    static let noiseAtFour = curve(
        "k = 4", .noise, [0.78, 0.62, 0.31, 0.05, 0.001, 1e-4, 1e-4, 1e-4], spread: 0.3)
    static let alignment = curve(
        "NRC2", .signal, [0.11, 0.3, 0.52, 0.74, 0.88, 0.93, 0.95, 0.97], spread: 0.02)
    static let weights = curve(
        "NRC3", .noise, [0.45, 0.4, 0.55, 0.82, 0.97, 0.985, 0.99, 0.992], spread: 0.03)

    static var noisePanel: Panel {
        Panel(
            name: "nrc1", title: "NRC1: noise component", seeds: 3, xAxis: layerAxis(),
            yAxis: metric("NRC1"), series: [noise, noiseAtFour], verticalLines: [collapse])
    }

    static var stableRankPanel: Panel {
        Panel(
            name: "stable-rank", title: "Stable rank of the features", seeds: 3, xAxis: layerAxis(),
            yAxis: Axis(label: "stable rank of H", lower: 0),
            series: [curve("", .signal, [14.2, 9.8, 6.1, 3.7, 2.6, 2.4, 2.3, 2.2])],
            referenceLines: [
                PanelLine(label: "targets' stable rank", role: .targetReference, value: 2.1)
            ],
            verticalLines: [collapse])
    }

    static var alignmentPanel: Panel {
        Panel(
            name: "alignment", title: "NRC2 and NRC3: alignment", seeds: 3, xAxis: layerAxis(),
            yAxis: metric("CKA, mean cosine"), series: [alignment, weights],
            verticalLines: [collapse])
    }

    static var errorPanel: Panel {
        Panel(
            name: "nrc4", title: "NRC4: linear predictability", seeds: 3, xAxis: layerAxis(),
            yAxis: Axis(label: "mean squared error", scale: .logarithmic),
            series: [curve("", .signal, [0.62, 0.4, 0.21, 0.09, 0.031, 0.026, 0.0246, 0.0241])],
            referenceLines: [
                PanelLine(label: "network's training MSE", role: .networkError, value: 0.0238)
            ],
            verticalLines: [collapse])
    }

    static var weightRankPanel: Panel {
        Panel(
            name: "weight-rank", title: "Stable rank of the weights", seeds: 3, xAxis: layerAxis(),
            yAxis: Axis(label: "stable rank of W", lower: 0),
            series: [curve("", .signal, [8.1, 6.3, 4.4, 3.3, 2.9, 2.7, 2.6, 2.2])],
            verticalLines: [collapse])
    }

    /// One row of five panels, as Figure 8.
    static var row: FigureData {
        FigureData(
            name: "fig8", title: "Synthetic nonlinear data (t = 3, r = 10)",
            profile: "quick",
            notes: [
                "Layers are counted from 0; layer 0 reads the inputs and never counts as collapsed.",
                "Decay budget 11.8. First collapsed layer: NRC1 ≤ 0.1 there and in all later layers.",
            ],
            grid: [[noisePanel, stableRankPanel, alignmentPanel, weightRankPanel, errorPanel]])
    }
}
