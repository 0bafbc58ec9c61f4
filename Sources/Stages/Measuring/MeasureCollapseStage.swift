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
                data: try context.datasetDescription()?.caption,
                tellsTargetVariance: data.isOfPictures))
        try measurement.json().write(to: URL(fileURLWithPath: context.output("measurement")))
    }
}
