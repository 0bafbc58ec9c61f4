internal import Collapse

/// `collapse.table`: one row per model and layer.
enum TabulateCollapseStage {
    private static let columns: [(name: String, value: @Sendable (LayerMeasurement) -> Double?)] = [
        ("noise_component", { $0.noiseComponent }),
        ("cka", { $0.cka }),
        ("cka_full", { $0.ckaFull }),
        ("feature_weight_alignment", { $0.featureWeightAlignment }),
        ("noise_weight_alignment", { $0.noiseWeightAlignment }),
        ("linear_prediction_mse", { $0.linearPredictionMSE }),
        ("linear_prediction_test_mse", { $0.linearPredictionTestMSE }),
        ("feature_stable_rank", { $0.featureStableRank }),
        ("weight_stable_rank", { $0.weightStableRank }),
    ]

    static func run(_ context: StageContext) throws {
        let measurements = try context.measurements()
        let labels = measurements[0].labels.keys.sorted()
        for measurement in measurements where measurement.labels.keys.sorted() != labels {
            throw StageError.differentLabels(labels, measurement.labels.keys.sorted())
        }
        var lines = [header(labels)]
        for measurement in measurements {
            lines += rows(of: measurement, labels)
        }
        try ResultFile.write(
            lines.joined(separator: "\n") + "\n", to: try context.output("table"))
    }

    private static func header(_ labels: [String]) -> String {
        (labels.map(quoted)
            + ["k", "epoch", "decay_budget", "train_mse", "test_mse", "first_collapsed_layer"]
            + ["layer", "name"] + columns.map(\.name)).joined(separator: ",")
    }

    private static func rows(of measurement: ModelMeasurement, _ labels: [String]) -> [String] {
        let model =
            labels.map { quoted(measurement.labels[$0] ?? "") } + [
                "\(measurement.k)", text(measurement.epoch), text(measurement.decayBudget),
                text(measurement.trainMSE), text(measurement.testMSE),
                text(measurement.firstCollapsedLayer),
            ]
        return measurement.layers.enumerated().map { index, layer in
            (model + ["\(index)", quoted(layer.name)] + columns.map { text($0.value(layer)) })
                .joined(separator: ",")
        }
    }

    /// Undefined values are empty cells.
    private static func text(_ value: (some CustomStringConvertible)?) -> String {
        value.map { "\($0)" } ?? ""
    }

    /// As RFC 4180 quotes; only where it must.
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension StageError {
    fileprivate static func differentLabels(_ first: [String], _ other: [String]) -> StageError {
        StageError(
            description: """
                the measurements have different labels, \(first) and \(other); give all of them \
                the same under 'labels' of collapse.measure
                """)
    }
}
