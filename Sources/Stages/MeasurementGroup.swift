internal import Collapse
internal import Figures

/// Measurements that share the panels of one row or column: the seeds of one setting.
struct MeasurementGroup {
    /// What tells the group's panels from others in names of files; empty for the only one.
    let key: String
    /// Empty for the only group.
    let title: String
    /// At least one; all alike in what `differences` compares.
    let measurements: [ModelMeasurement]

    /// Groups in the order in which their values first occur.
    ///
    /// - Parameters:
    ///   - measurements: at least one.
    ///   - name: `k`, or a label; `nil` makes one group.
    ///   - titles: a title for a group's value.
    /// - Throws: when a measurement lacks the label, or the members of a group cannot be seeds of
    ///   one setting.
    static func groups(
        of measurements: [ModelMeasurement], by name: String?, titles: [String: String]
    ) throws(StageError) -> [MeasurementGroup] {
        guard let name else {
            return [try MeasurementGroup(key: "", title: "", checking: measurements)]
        }
        var order: [String] = []
        var members: [String: [ModelMeasurement]] = [:]
        for measurement in measurements {
            guard let value = name == "k" ? "\(measurement.k)" : measurement.labels[name] else {
                throw .noLabel(name, measurement.labels)
            }
            if members[value] == nil { order.append(value) }
            members[value, default: []].append(measurement)
        }
        var groups: [MeasurementGroup] = []
        for value in order {
            groups.append(
                try MeasurementGroup(
                    key: FileNameText.encoded("\(name)-\(value)"),
                    title: titles[value] ?? "\(name) = \(value)", checking: members[value] ?? []))
        }
        return groups
    }

    private init(
        key: String, title: String, checking measurements: [ModelMeasurement]
    ) throws(StageError) {
        let differences = Self.differences(measurements)
        guard differences.isEmpty else { throw .notSeeds(differences, title) }
        self.key = key
        self.title = title
        self.measurements = measurements
    }

    /// In what the measurements differ, though seeds of one setting would not: `k (3 and 4)`. What a
    /// model does not say of itself is no difference.
    private static func differences(_ measurements: [ModelMeasurement]) -> [String] {
        let properties: [(name: String, values: [String?])] = [
            ("layers", measurements.map { "\($0.layers.count)" }),
            ("k", measurements.map { "\($0.k)" }),
            ("samples", measurements.map { "\($0.samples)" }),
            ("feature_columns", measurements.map { "\($0.featureColumns)" }),
            ("target_columns", measurements.map { "\($0.targetColumns)" }),
            ("epoch", measurements.map { $0.epoch.map(String.init) }),
            ("decay_budget", measurements.map { $0.decayBudget.map(ShortNumber.text) }),
        ]
        return properties.compactMap { property in
            let values = property.values.compactMap(\.self).withoutRepeats
            guard values.count > 1 else { return nil }
            return "\(property.name) (\(values.joined(separator: " and ")))"
        }
    }

    var depth: Int { measurements[0].layers.count }

    /// The curve of a metric over the layers.
    func points(_ value: (LayerMeasurement) -> Double?) -> [Point] {
        (0..<depth).map { layer in
            Point(x: Double(layer), values: measurements.map { value($0.layers[layer]) })
        }
    }

    /// The smallest layer ≥ 1 from which on the *median* noise component over the seeds, as its
    /// curve shows it, is at most 0.1; a layer where it is undefined for a seed is not collapsed.
    var firstCollapsedLayer: Int? {
        let medians = points(\.noiseComponent).map { point in
            point.seeds == measurements.count ? point.median : nil
        }
        return Collapse.firstCollapsedLayer(noiseComponents: medians, threshold: 0.1)
    }

    /// The decay budgets, in the order of the measurements: one, and `unknown` where a model does
    /// not say.
    var decayBudget: String {
        measurements.map { $0.decayBudget.map(ShortNumber.text) ?? "unknown" }
            .withoutRepeats.joined(separator: " and ")
    }
}

extension [String] {
    /// Each text where it first occurs.
    var withoutRepeats: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension StageError {
    fileprivate static func noLabel(_ name: String, _ labels: [String: String]) -> StageError {
        StageError(
            description: """
                a measurement has no label '\(name)' to group by (it has \
                \(labels.keys.sorted())); add it under 'labels' of collapse.measure
                """)
    }

    fileprivate static func notSeeds(_ differences: [String], _ title: String) -> StageError {
        StageError(
            description: """
                the models of one group\(title.isEmpty ? "" : " (\(title))") differ in \
                \(differences.joined(separator: ", ")), so they are not seeds of one setting; \
                group them apart with 'group_by' (k or a label), or draw them in figures of their \
                own
                """)
    }
}
