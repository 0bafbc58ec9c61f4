internal import Collapse
internal import Figures
internal import StageCatalogue

/// Measurements that share the panels of one row or column.
struct MeasurementGroup {
    /// What tells the group's panels from others in names of files; empty for the only one.
    let key: String
    /// Empty for the only group.
    let title: String
    /// What the curves of a panel differ in; `nil` where the group is one setting.
    let overlay: CurveOverlay?
    /// At least one; more are laid over each other.
    let settings: [MeasuredSetting]

    /// Groups in the order in which their values first occur.
    ///
    /// - Parameters:
    ///   - measurements: at least one.
    ///   - name: `k`, or a label; `nil` makes one group.
    ///   - titles: a title for a group's value.
    ///   - overlay: what tells the curves of one panel apart; `nil` for one curve.
    /// - Throws: when a measurement lacks the label, or measurements that nothing tells apart cannot
    ///   be seeds of one setting.
    static func groups(
        of measurements: [ModelMeasurement], by name: String?, titles: [String: String],
        overlay: CurveOverlay? = nil
    ) throws(StageError) -> [MeasurementGroup] {
        guard let name else {
            return [try MeasurementGroup(key: "", title: "", overlay, measurements)]
        }
        var groups: [MeasurementGroup] = []
        for (value, members) in try measurements.parts(by: name) {
            groups.append(
                try MeasurementGroup(
                    key: FileNameText.encoded("\(name)-\(value)"),
                    title: titles[value] ?? "\(name) = \(value)", overlay, members))
        }
        return groups
    }

    private init(
        key: String, title: String, _ overlay: CurveOverlay?, _ measurements: [ModelMeasurement]
    ) throws(StageError) {
        self.key = key
        self.title = title
        self.overlay = overlay
        guard let overlay else {
            settings = [try MeasuredSetting(group: title, checking: measurements)]
            return
        }
        var settings: [MeasuredSetting] = []
        for (value, members) in try measurements.parts(by: overlay.name) {
            settings.append(
                try MeasuredSetting(
                    value: value, title: overlay.title(of: value), role: overlay.role(of: value),
                    group: title, checking: members))
        }
        self.settings = settings
    }

    var measurements: [ModelMeasurement] { settings.flatMap(\.measurements) }

    /// Number of layers, of the deepest model.
    var depth: Int { settings.map(\.depth).max() ?? 0 }

    /// The number of seeds, of the setting that has most.
    var seeds: Int { settings.map(\.measurements.count).max() ?? 0 }

    /// That of all settings; `nil` where they differ.
    var firstCollapsedLayer: Int? {
        let layers = settings.map(\.firstCollapsedLayer)
        return layers.allSatisfy { $0 == layers[0] } ? layers[0] : nil
    }
}

/// Several settings as the curves of one panel.
struct CurveOverlay {
    /// `k`, or a label of the measurements.
    let name: String
    /// The same in words.
    let title: String
    /// A title for a curve's value.
    let titles: [String: String]
    /// Those without one are shaded from dark to light.
    let colours: [String: CurveColour]

    func title(of value: String) -> String { titles[value] ?? "\(title) = \(value)" }

    func role(of value: String) -> Series.Role {
        switch colours[value] {
        case .purple: .signal
        case .salmon: .noise
        case .teal: .beyond
        case nil: .sweep
        }
    }
}

extension [String] {
    /// Each text where it first occurs.
    var withoutRepeats: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
