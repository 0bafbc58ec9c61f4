internal import Collapse
internal import DataManifests
internal import Foundation
internal import LinearAlgebra

/// `collapse.measure`: every measured layer of one model on one data set.
enum MeasureCollapseStage {
    static func run(_ context: StageContext) throws {
        let data = try MeasurementData(context)
        let (network, metadata) = try data.model(
            at: try context.input("model"),
            pixels: try context.parameters.optionalChoice("pixels"))
        let team = ThreadTeam(threads: context.threads)
        let measured = try network.measure(team, context.progress)
        let tested = try network.testErrors(measured.layers, team)
        let measurement = try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? data.targetColumns,
            layers: measured.layers, testErrors: tested.linear,
            context: ModelMeasurement.Context(
                trainMSE: measured.networkError, testMSE: tested.network, epoch: metadata.epoch,
                decayBudget: metadata.decayBudget,
                labels: try context.parameters.mapping("labels"),
                data: try context.datasetDescription()?.caption))
        tell(measurement)
        try measurement.json().write(to: URL(fileURLWithPath: context.output("measurement")))
    }

    /// A line of the log for the network, and one for each layer.
    private static func tell(_ measurement: ModelMeasurement) {
        let collapsed = measurement.firstCollapsedLayer.map { "\($0)" } ?? "none"
        StageLog.tell(
            "k \(measurement.k), train MSE \(ShortNumber.text(measurement.trainMSE)), "
                + "first collapsed layer: \(collapsed)")
        func text(_ value: Double?) -> String { value.map(ShortNumber.text) ?? "undefined" }
        for layer in measurement.layers {
            StageLog.tell(
                "\(layer.name): noise \(text(layer.noiseComponent)), CKA \(text(layer.cka)), "
                    + "alignment \(text(layer.featureWeightAlignment)), "
                    + "linear MSE \(text(layer.linearPredictionMSE))")
        }
    }
}
