internal import Collapse
internal import Figures
internal import StageCatalogue

extension MeasurementGroup {
    /// One panel of the paper's figures: a metric over the layers, median and range over seeds.
    func panel(_ kind: CollapsePanel) -> Panel {
        panel(
            kind, name: key.isEmpty ? kind.rawValue : "\(kind.rawValue)-\(key)", subtitle: title,
            firstCollapsedLayer: firstCollapsedLayer)
    }

    /// The same without the group's title, to stand for all groups.
    func sharedPanel(_ kind: CollapsePanel, firstCollapsedLayer: Int?) -> Panel {
        panel(
            kind, name: kind.rawValue, subtitle: "", firstCollapsedLayer: firstCollapsedLayer)
    }

    private func panel(
        _ kind: CollapsePanel, name: String, subtitle: String, firstCollapsedLayer: Int?
    ) -> Panel {
        Panel(
            name: name, title: kind.title, subtitle: subtitle, seeds: measurements.count,
            xAxis: Axis(
                label: "layer", lower: 0, upper: Double(depth - 1),
                ticks: (0..<depth).map(Double.init)),
            yAxis: kind.axis,
            series: kind.curves.map {
                Series(label: $0.label, role: $0.role, points: points($0.value))
            },
            referenceLines: referenceLines(kind),
            verticalLines: firstCollapsedLayer.map {
                let label = "first collapsed layer (NRC1 ≤ 0.1)"
                return [PanelLine(label: label, role: .collapse, value: Double($0))]
            } ?? [])
    }

    private func referenceLines(_ kind: CollapsePanel) -> [PanelLine] {
        switch kind {
        case .linearPredictability:
            line("network's train MSE", .networkError, measurements.map(\.trainMSE))
        case .featureStableRank:
            line(
                "stable rank of the targets", .targetReference,
                measurements.map(\.targetStableRank))
        default: []
        }
    }

    /// The median over the seeds; no line when the value is undefined for one of them.
    private func line(
        _ label: String, _ role: PanelLine.Role, _ values: [Double?]
    ) -> [PanelLine] {
        let defined = values.compactMap(\.self)
        guard defined.count == values.count, let median = Median.of(defined) else { return [] }
        return [PanelLine(label: label, role: role, value: median)]
    }
}

extension CollapsePanel {
    fileprivate struct Curve {
        let label: String
        let role: Series.Role
        let value: (LayerMeasurement) -> Double?
    }

    fileprivate var title: String {
        switch self {
        case .noiseComponent: "NRC1 noise component"
        case .signalTargetAlignment: "NRC2 signal–target alignment"
        case .featureWeightAlignment: "NRC3 feature–weight alignment"
        case .alignment: "NRC2 and NRC3"
        case .linearPredictability: "NRC4 linear predictability"
        case .featureStableRank: "Stable rank of H"
        case .weightStableRank: "Stable rank of W"
        }
    }

    fileprivate var axis: Axis {
        switch self {
        case .noiseComponent: Axis(label: "variance outside top k", lower: 0, upper: 1)
        case .signalTargetAlignment: Axis(label: "CKA", lower: 0, upper: 1)
        case .featureWeightAlignment: Axis(label: "mean cosine", lower: 0, upper: 1)
        case .alignment: Axis(label: "alignment", lower: 0, upper: 1)
        case .linearPredictability: Axis(label: "MSE", scale: .logarithmic)
        case .featureStableRank, .weightStableRank: Axis(label: "stable rank", lower: 0)
        }
    }

    fileprivate var curves: [Curve] {
        let signalTarget = Curve(label: "NRC2 (CKA)", role: .companion, value: \.cka)
        let featureWeight = Curve(
            label: "NRC3 (mean cosine)", role: .signal, value: \.featureWeightAlignment)
        switch self {
        case .noiseComponent:
            return [Curve(label: "", role: .signal, value: \.noiseComponent)]
        case .signalTargetAlignment: return [Curve(label: "", role: .signal, value: \.cka)]
        case .featureWeightAlignment:
            return [Curve(label: "", role: .signal, value: \.featureWeightAlignment)]
        case .alignment: return [signalTarget, featureWeight]
        case .linearPredictability:
            return [Curve(label: "", role: .signal, value: \.linearPredictionMSE)]
        case .featureStableRank:
            return [Curve(label: "", role: .signal, value: \.featureStableRank)]
        case .weightStableRank:
            return [Curve(label: "", role: .signal, value: \.weightStableRank)]
        }
    }
}
