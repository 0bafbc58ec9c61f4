internal import Collapse
internal import Figures
internal import PipelineLanguage

/// `collapse.table`: one row per model and layer, led by what tells the models apart.
enum TabulateCollapseStage {
    private struct Column<Row>: Sendable {
        let name: String
        let field: @Sendable (Row) -> String

        init(_ name: String, _ field: @escaping @Sendable (Row) -> String) {
            self.name = name
            self.field = field
        }
    }

    private static let modelColumns: [Column<ModelMeasurement>] = [
        Column("k") { CSVField.number($0.k) },
        Column("epoch") { CSVField.number($0.epoch) },
        Column("decay_budget") { CSVField.number($0.decayBudget) },
        Column("train_mse") { CSVField.number($0.trainMSE) },
        Column("test_mse") { CSVField.number($0.testMSE) },
        Column("target_stable_rank") { CSVField.number($0.targetStableRank) },
        Column("cka_ceiling") { CSVField.number($0.ckaCeiling) },
        Column("first_collapsed_layer") { CSVField.number($0.firstCollapsedLayer) },
    ]

    private static let layerColumns: [Column<(index: Int, layer: LayerMeasurement)>] = [
        Column("layer") { CSVField.number($0.index) },
        Column("name") { CSVField.text($0.layer.name) },
        Column("noise_component") { CSVField.number($0.layer.noiseComponent) },
        Column("cka") { CSVField.number($0.layer.cka) },
        Column("cka_full") { CSVField.number($0.layer.ckaFull) },
        Column("feature_weight_alignment") { CSVField.number($0.layer.featureWeightAlignment) },
        Column("noise_weight_alignment") { CSVField.number($0.layer.noiseWeightAlignment) },
        Column("linear_prediction_mse") { CSVField.number($0.layer.linearPredictionMSE) },
        Column("linear_prediction_test_mse") { CSVField.number($0.layer.linearPredictionTestMSE) },
        Column("feature_stable_rank") { CSVField.number($0.layer.featureStableRank) },
        Column("effective_rank") { CSVField.number($0.layer.effectiveRank) },
        Column("weight_stable_rank") { CSVField.number($0.layer.weightStableRank) },
    ]

    static func run(_ context: StageContext) throws {
        let table = try table(
            of: context.measurements(),
            standIn: context.parameters.optionalText(StageGraph.standInParameter))
        try ResultFile.write(table, to: try context.output("table"))
    }

    /// The measurements as CSV; an undefined value is an empty field.
    ///
    /// - Parameters:
    ///   - measurements: at least one.
    ///   - standIn: what stands in for real data among what they are of; a column of its own.
    /// - Throws: when labels and k don't tell the measurements apart, or a label would be taken for
    ///   a column.
    static func table(
        of measurements: [ModelMeasurement], standIn: String? = nil
    ) throws(StageError) -> String {
        let labels = measurements[0].labels.keys.sorted()
        for measurement in measurements where measurement.labels.keys.sorted() != labels {
            throw .differentLabels(labels, measurement.labels.keys.sorted())
        }
        let origins = originColumns(of: measurements, standIn: standIn)
        let columns = (modelColumns + origins).map(\.name) + layerColumns.map(\.name)
        if let taken = labels.first(where: columns.contains) { throw .labelIsColumn(taken) }
        var known: Set<String> = []
        var lines = [(labels.map(CSVField.text) + columns).joined(separator: ",")]
        for measurement in measurements {
            let identity =
                labels.map { CSVField.text(measurement.labels[$0] ?? "") }
                + [CSVField.number(measurement.k)]
            guard known.insert(identity.joined(separator: ",")).inserted else {
                throw .indistinguishable(measurement, labels)
            }
            lines += rows(of: measurement, labels, modelColumns + origins)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Which data the models were measured on, as far as anybody says.
    private static func originColumns(
        of measurements: [ModelMeasurement], standIn: String?
    ) -> [Column<ModelMeasurement>] {
        var columns: [Column<ModelMeasurement>] = []
        if measurements.contains(where: { $0.data != nil }) {
            columns.append(Column("data") { CSVField.text($0.data ?? "") })
        }
        if let standIn { columns.append(Column("stand_in") { _ in CSVField.text(standIn) }) }
        return columns
    }

    private static func rows(
        of measurement: ModelMeasurement, _ labels: [String],
        _ modelColumns: [Column<ModelMeasurement>]
    ) -> [String] {
        let model =
            labels.map { CSVField.text(measurement.labels[$0] ?? "") }
            + modelColumns.map { $0.field(measurement) }
        return measurement.layers.enumerated().map { index, layer in
            (model + layerColumns.map { $0.field((index, layer)) }).joined(separator: ",")
        }
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

    fileprivate static func labelIsColumn(_ label: String) -> StageError {
        StageError(
            description: """
                the label '\(label)' has the name of a column of the table; name it otherwise under \
                'labels' of collapse.measure
                """)
    }

    fileprivate static func indistinguishable(
        _ measurement: ModelMeasurement, _ labels: [String]
    ) -> StageError {
        let shared =
            labels.map { "\($0) = \(measurement.labels[$0] ?? "")" }
            + ["k = \(measurement.k)"]
        return StageError(
            description: """
                the table can't tell two measurements with \(shared.joined(separator: ", ")) apart; \
                give each labels of its own under 'labels' of collapse.measure
                """)
    }
}
