internal import Collapse

/// Measurements that share the panels of one row or column: the seeds of one setting.
struct MeasurementGroup {
    /// What tells the group from others; empty for the only one.
    let key: String
    let title: String
    /// At least one, all with the same number of layers.
    let measurements: [ModelMeasurement]

    /// Groups in the order in which their values first occur.
    ///
    /// - Parameters:
    ///   - name: `k`, or a label; `nil` makes one group.
    ///   - titles: a title for a group's value.
    /// - Throws: when a measurement lacks the label, or networks of one group differ in depth.
    static func groups(
        of measurements: [ModelMeasurement], by name: String?, titles: [String: String]
    ) throws -> [MeasurementGroup] {
        guard let name else {
            return [try MeasurementGroup(key: "", title: "", checking: measurements)]
        }
        var order: [String] = []
        var members: [String: [ModelMeasurement]] = [:]
        for measurement in measurements {
            guard let value = name == "k" ? "\(measurement.k)" : measurement.labels[name] else {
                throw StageError.noLabel(name, measurement.labels)
            }
            if members[value] == nil { order.append(value) }
            members[value, default: []].append(measurement)
        }
        return try order.map { value in
            try MeasurementGroup(
                key: "\(name)-\(value)", title: titles[value] ?? "\(name) = \(value)",
                checking: members[value] ?? [])
        }
    }

    private init(key: String, title: String, checking measurements: [ModelMeasurement]) throws {
        let depths = Set(measurements.map(\.layers.count))
        guard depths.count == 1 else { throw StageError.differentDepths(depths.sorted(), title) }
        self.key = key
        self.title = title
        self.measurements = measurements
    }

    var depth: Int { measurements[0].layers.count }

    /// The smallest layer ≥ 1 from which on the *median* noise component over the seeds is at most
    /// 0.1.
    var firstCollapsedLayer: Int? {
        let medians = (0..<depth).map { layer in
            Self.median(measurements.map { $0.layers[layer].noiseComponent })
        }
        return Collapse.firstCollapsedLayer(noiseComponents: medians, threshold: 0.1)
    }

    /// The median over the seeds; `nil` when it is undefined for one of them.
    static func median(_ values: [Double?]) -> Double? {
        let sorted = values.compactMap(\.self).sorted()
        guard !sorted.isEmpty, sorted.count == values.count else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
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

    fileprivate static func differentDepths(_ depths: [Int], _ title: String) -> StageError {
        StageError(
            description: """
                the models of one group\(title.isEmpty ? "" : " (\(title))") have \
                \(depths.map(String.init).joined(separator: " and ")) layers; group them apart \
                with 'group_by'
                """)
    }
}
