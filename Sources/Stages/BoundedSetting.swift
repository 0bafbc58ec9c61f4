internal import Collapse
internal import Figures

/// The seeds of one setting, whose layers Proposition 1 is evaluated in.
struct BoundedSetting {
    /// The labels' values: `SGEMM`, or `arm = adjusted, data = synthetic` where there are several.
    let title: String
    let k: Int
    /// At least one, in the order in which they were given.
    let measurements: [ModelMeasurement]

    /// Settings in the order in which they first occur: measurements with the same labels, k and
    /// number of layers are seeds of one.
    static func settings(of measurements: [ModelMeasurement]) -> [BoundedSetting] {
        struct Identity: Hashable {
            let title: String
            let k: Int
            let layers: Int
        }
        var order: [Identity] = []
        var members: [Identity: [ModelMeasurement]] = [:]
        for measurement in measurements {
            let identity = Identity(
                title: title(measurement.labels), k: measurement.k,
                layers: measurement.layers.count)
            if members[identity] == nil { order.append(identity) }
            members[identity, default: []].append(measurement)
        }
        return order.map {
            BoundedSetting(title: $0.title, k: $0.k, measurements: members[$0] ?? [])
        }
    }

    private static func title(_ labels: [String: String]) -> String {
        guard labels.count > 1 else { return labels.values.first ?? "" }
        return labels.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            .joined(separator: ", ")
    }

    var heading: String {
        let seeds = measurements.count == 1 ? "one seed" : "\(measurements.count) seeds"
        return (title.isEmpty ? "" : "\(title), ") + "k = \(k) (\(seeds))"
    }

    var depth: Int { measurements[0].layers.count }

    /// Every layer of every model; models are counted from 1, layers from 0.
    var bounds: [(model: Int, layer: Int, name: String, bound: Proposition1)] {
        measurements.enumerated().flatMap { model, measurement in
            measurement.layers.enumerated().map { index, layer in
                (model + 1, index, layer.name, layer.proposition1)
            }
        }
    }

    /// Over the seeds for which it is defined; a dash for none.
    func median(_ layer: Int, _ value: (Proposition1) -> Double?) -> String {
        let values = measurements.compactMap { value($0.layers[layer].proposition1) }
        return Median.of(values).map(ShortNumber.text) ?? "–"
    }

    /// `holds`, or `fails 2, holds 1`.
    func verdicts(_ layer: Int) -> String {
        let found = measurements.map { $0.layers[layer].proposition1.verdict }
        let counts = Proposition1.Verdict.allCases.compactMap { verdict -> String? in
            let count = found.count { $0 == verdict }
            guard count > 0 else { return nil }
            return count == found.count ? verdict.rawValue : "\(verdict.rawValue) \(count)"
        }
        return counts.joined(separator: ", ")
    }

    /// What broke in which layers, in the first seed in which it did.
    var remarks: [String] {
        (0..<depth).compactMap { layer in
            let broken = measurements.compactMap { $0.layers[layer].proposition1.brokenAssumption }
            return broken.first.map { "Layer \(layer): \($0.text)." }
        }
    }
}

extension Proposition1.BrokenAssumption {
    var text: String {
        switch self {
        case .collapsedFeatures: "vacuous because NRC1 is not small"
        case .alignedSignal: "vacuous because 1 − CKA is not small"
        case .signalWithinTargets(let share):
            """
            fails because 1 − CKA does not bound how much of the signal lies outside the targets' \
            space: at least \(ShortNumber.text(share)) of its variance does
            """
        }
    }
}
