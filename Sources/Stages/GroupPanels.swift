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
        if kind == .loss {
            return Panel(
                name: name, title: kind.title, subtitle: subtitle, seeds: seeds, xAxis: settingAxis,
                yAxis: kind.axis, series: losses)
        }
        return Panel(
            name: name, title: kind.title, subtitle: subtitle, seeds: seeds,
            xAxis: Axis(
                label: "layer", lower: 0, upper: Double(depth - 1),
                ticks: (0..<depth).map(Double.init)),
            yAxis: kind.axis, series: series(kind), referenceLines: referenceLines(kind),
            verticalLines: firstCollapsedLayer.map {
                let label = "first collapsed layer (NRC1 ≤ 0.1)"
                return [PanelLine(label: label, role: .collapse, value: Double($0))]
            } ?? [])
    }

    // MARK: Over the layers

    /// The panel's quantities of the only setting, or its one quantity for each of them.
    private func series(_ kind: CollapsePanel) -> [Series] {
        guard overlay != nil else {
            return kind.quantities.map {
                Series(label: $0.label, role: $0.role, points: settings[0].points($0.value))
            }
        }
        return settings.flatMap { setting in
            kind.quantities.map {
                Series(
                    label: setting.title, role: setting.role, points: setting.points($0.value),
                    seeds: ownSeeds(of: setting))
            }
        }
    }

    private func ownSeeds(of setting: MeasuredSetting) -> Int? {
        let count = setting.measurements.count
        return count == seeds ? nil : count
    }

    private func referenceLines(_ kind: CollapsePanel) -> [PanelLine] {
        switch kind {
        case .linearPredictability: line("network's train MSE", .networkError, \.trainMSE)
        case .featureStableRank:
            line("stable rank of the targets", .targetReference, \.targetStableRank)
        default: []
        }
    }

    /// The median over the seeds; no line where the value is undefined for one of them, or the
    /// settings differ in it: whose it is could not be told.
    private func line(
        _ label: String, _ role: PanelLine.Role, _ value: (ModelMeasurement) -> Double?
    ) -> [PanelLine] {
        let medians = settings.map { setting -> Double? in
            let values = setting.measurements.map(value)
            let defined = values.compactMap(\.self)
            return defined.count == values.count ? Median.of(defined) : nil
        }
        guard let median = medians[0], medians.allSatisfy({ $0 == median }) else { return [] }
        return [PanelLine(label: label, role: role, value: median)]
    }

    // MARK: Over the settings

    /// A place for each setting, named by its value.
    private var settingAxis: Axis {
        Axis(
            label: overlay?.title ?? "", lower: -0.5, upper: Double(settings.count) - 0.5,
            ticks: settings.indices.map(Double.init), tickLabels: settings.map(\.value))
    }

    private var losses: [Series] {
        let quantities: [(label: String, role: Series.Role, value: (ModelMeasurement) -> Double?)] =
            [("train MSE", .train, \.trainMSE), ("test MSE", .test, \.testMSE)]
        return quantities.compactMap { quantity in
            let points = settings.enumerated().map { index, setting in
                Point(x: Double(index), values: setting.measurements.map(quantity.value))
            }
            guard points.contains(where: { $0.seeds > 0 }) else { return nil }
            return Series(label: quantity.label, role: quantity.role, points: points)
        }
    }
}
