internal import Collapse
internal import Figures
internal import StageCatalogue

/// What the foot of a figure says of the measurements behind it.
struct MeasurementNotes {
    /// The widest layer of the paper's models (paper, Figure 3). A measurement does not say how wide
    /// its layers are.
    private static let widestLayer = 1024
    /// NRC4 predicts where there are so many samples for each feature (paper, claim 2).
    private static let samplesPerFeature = 4

    private let groups: [MeasurementGroup]
    private let panels: [CollapsePanel]
    /// Every setting, under its group's title and its own.
    private let settings: [(title: String, setting: MeasuredSetting)]

    /// - Parameters:
    ///   - groups: at least one.
    ///   - panels: those of each group.
    init(_ groups: [MeasurementGroup], panels: [CollapsePanel]) {
        self.groups = groups
        self.panels = panels
        settings = groups.flatMap(Self.settings)
    }

    private static func settings(
        of group: MeasurementGroup
    ) -> [(title: String, setting: MeasuredSetting)] {
        group.settings.map { setting in
            let titles = [group.title, setting.title].filter { !$0.isEmpty }
            return (titles.joined(separator: ", "), setting)
        }
    }

    var lines: [String] {
        let samples = entries { "\($0.measurements[0].samples)" }
        let epochs = entries { $0.measurements.lazy.compactMap(\.epoch).first.map(String.init) }
        let isOverLayers = panels.contains { $0 != .loss }
        return TrainingFacts.notes(samples: samples, epochs: epochs)
            + (isOverLayers ? collapsedSeeds + missingLines + disagreement : [])
            + (panels.contains(.linearPredictability) ? fittedLayers : [])
            + [decayBudget] + data
    }

    private func entries(_ text: (MeasuredSetting) -> String?) -> [TrainingFacts.Entry] {
        settings.compactMap { title, setting in text(setting).map { (title, $0) } }
    }

    // MARK: The green line

    /// In how many seeds there is a first collapsed layer, where not in all: the line's median does
    /// not show that some seeds collapse and others do not.
    private var collapsedSeeds: [String] {
        let partly = entries { setting in
            let (collapsed, seeds) = (setting.collapsedSeeds, setting.measurements.count)
            if collapsed == seeds { return nil }
            if seeds == 1 { return "none" }
            return collapsed == 0 ? "none of \(seeds) seeds" : "\(collapsed) of \(seeds) seeds"
        }
        if partly.isEmpty { return [] }
        return settings.allSatisfy { $0.setting.collapsedSeeds == 0 }
            ? ["No seed has a layer from which on NRC1 ≤ 0.1."]
            : ["A layer from which on NRC1 ≤ 0.1: \(TrainingFacts.list(partly))."]
    }

    /// Why panels have no line though there are such layers.
    private var missingLines: [String] {
        let differing = groups.filter { group in
            let layers = group.settings.map(\.firstCollapsedLayer)
            return layers.contains { $0 != layers[0] }
        }
        if differing.isEmpty { return [] }
        let layers = differing.flatMap(Self.settings).map { title, setting in
            (title, setting.firstCollapsedLayer.map(String.init) ?? "none")
        }
        let list = TrainingFacts.list(layers)
        return ["First collapsed layer, no line where curves differ: \(list)."]
    }

    /// In how many seeds the features carry all of the targets' directions, where the seeds disagree:
    /// of a bimodal training the median shows one kind alone, and a seed that sticks at too low a rank
    /// has a first collapsed layer too.
    private var disagreement: [String] {
        let partly = entries { setting in
            let (whole, seeds) = (setting.seedsWithAllDirections, setting.measurements.count)
            return whole == 0 || whole == seeds ? nil : "\(whole) of \(seeds) seeds"
        }
        if partly.isEmpty { return [] }
        let list = TrainingFacts.list(partly)
        return ["Last layer's CKA above that of any signal that lacks a target direction: \(list)."]
    }

    // MARK: NRC4

    private var fittedLayers: [String] {
        let widths = entries { setting in
            let width = setting.measurements[0].samples / Self.samplesPerFeature
            return width < Self.widestLayer ? "\(width)" : nil
        }
        if widths.isEmpty { return [] }
        let start = "NRC4 of layers wider than N/\(Self.samplesPerFeature)"
        if widths.count == settings.count, let width = TrainingFacts.common(widths) {
            return ["\(start) = \(width) is fitted, not predicted."]
        }
        return ["\(start) is fitted, not predicted: \(TrainingFacts.list(widths))."]
    }

    // MARK: Training and data

    /// The budget says whether decay can have caused a collapse at all, so it stands beside every
    /// result (paper, "Experiments"); once for settings that all groups share.
    private var decayBudget: String {
        let symbol = TrainingFacts.decayBudgetSymbol
        let budgets = settings.map(\.setting.decayBudget)
        if budgets.allSatisfy({ $0 == budgets[0] }) {
            return budgets[0] == "unknown"
                ? "\(symbol) is unknown." : "\(symbol) = \(budgets[0])."
        }
        let ofSettings = groups.map { $0.settings.map { "\($0.title): \($0.decayBudget)" } }
        if groups[0].overlay != nil, ofSettings.allSatisfy({ $0 == ofSettings[0] }) {
            return "\(symbol): \(ofSettings[0].joined(separator: "; "))."
        }
        let each = settings.map { "\($0.title): \($0.setting.decayBudget)" }
        return "\(symbol): \(each.joined(separator: "; "))."
    }

    /// Which data the models were measured on, where the measurements say so.
    private var data: [String] {
        let data = groups.flatMap(\.measurements).compactMap(\.data).withoutRepeats
        return data.isEmpty ? [] : ["Data: \(data.joined(separator: "; "))."]
    }
}
