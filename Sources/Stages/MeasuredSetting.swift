internal import Collapse
internal import Figures

/// Measurements of the seeds of one setting: what one curve is the median of.
struct MeasuredSetting {
    /// What tells the setting from others in one panel; empty for the only one.
    let value: String
    /// The same in words, for the legend.
    let title: String
    let role: Series.Role
    /// At least one; all alike in their `properties`.
    let measurements: [ModelMeasurement]

    /// - Parameter group: the title of the group it belongs to, for the message.
    /// - Throws: when the measurements cannot be seeds of one setting.
    init(
        value: String = "", title: String = "", role: Series.Role = .signal, group: String,
        checking measurements: [ModelMeasurement]
    ) throws(StageError) {
        let differences = differences(among: Self.properties(measurements))
        guard differences.isEmpty else {
            throw .notSeeds(differences, [group, title].filter { !$0.isEmpty })
        }
        self.value = value
        self.title = title
        self.role = role
        self.measurements = measurements
    }

    /// What seeds of one setting have in common.
    private static func properties(
        _ measurements: [ModelMeasurement]
    ) -> [(name: String, values: [String?])] {
        [
            ("layers", measurements.map { "\($0.layers.count)" }),
            ("k", measurements.map { "\($0.k)" }),
            ("samples", measurements.map { "\($0.samples)" }),
            ("feature_columns", measurements.map { "\($0.featureColumns)" }),
            ("target_columns", measurements.map { "\($0.targetColumns)" }),
            ("epoch", measurements.map { $0.epoch.map(String.init) }),
            ("decay_budget", measurements.map { $0.decayBudget.map(ShortNumber.text) }),
        ]
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

    /// How many seeds have a first collapsed layer of their own.
    var collapsedSeeds: Int { measurements.count { $0.firstCollapsedLayer != nil } }

    /// How many seeds have a CKA in the last layer that no signal reaches without all of the targets'
    /// top directions.
    var seedsWithAllDirections: Int {
        measurements.count { measurement in
            guard let cka = measurement.layers.last?.cka else { return false }
            return measurement.ckaCeiling.map { cka > $0 } ?? false
        }
    }

    /// The decay budgets, in the order of the measurements: one, and `unknown` where a model does
    /// not say.
    var decayBudget: String {
        measurements.map { $0.decayBudget.map(ShortNumber.text) ?? "unknown" }
            .withoutRepeats.joined(separator: " and ")
    }
}

extension StageError {
    fileprivate static func notSeeds(_ differences: [String], _ titles: [String]) -> StageError {
        StageError(
            description: """
                the models of one \
                \(titles.isEmpty ? "group" : "group (\(titles.joined(separator: ", ")))") differ in \
                \(differences.joined(separator: ", ")), so they are not seeds of one setting; \
                tell them apart with 'group_by' or 'curves_by' (k or a label), or draw them in \
                figures of their own
                """)
    }
}
