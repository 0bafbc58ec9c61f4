internal import Collapse
internal import DataManifests
internal import Foundation
internal import Images
internal import LinearAlgebra

/// `collapse.trajectory`: the models of one training, from the first snapshot to the last.
enum MeasureTrajectoryStage {
    static func run(_ context: StageContext) throws {
        let all = try MeasurementData(context)
        let measured = try samples(of: all, context)
        let snapshots = try SnapshotFiles(in: context.input("snapshots"))
        let team = ThreadTeam(threads: context.threads)
        var measurements: [ModelMeasurement] = []
        for (index, snapshot) in snapshots.entries.enumerated() {
            let progress = context.progress.part(
                index, of: snapshots.entries.count, "epoch \(snapshot.epoch)")
            measurements.append(try measure(snapshot, on: measured, context, team, progress))
        }
        let trajectory = try Trajectory(
            measurements, claim: try claim(context.parameters), trainingSamples: all.samples)
        try trajectory.json().write(to: URL(fileURLWithPath: context.output("trajectory")))
    }

    private static func measure(
        _ snapshot: SnapshotFiles.Entry, on data: MeasurementData, _ context: StageContext,
        _ team: ThreadTeam, _ progress: ProgressReporter
    ) throws -> ModelMeasurement {
        let (network, metadata) = try data.model(
            at: snapshot.path, pixels: try context.parameters.optionalChoice("pixels"))
        let measured = try network.measure(team, progress)
        return try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? data.targetColumns,
            layers: measured.layers,
            context: ModelMeasurement.Context(
                trainMSE: measured.networkError, testMSE: try network.testError(team),
                epoch: snapshot.epoch, decayBudget: metadata.decayBudget,
                labels: try context.parameters.mapping("labels"),
                data: try context.datasetDescription()?.caption))
    }

    /// What a checkpoint must satisfy to be a collapsed one.
    private static func claim(_ parameters: StageParameters) throws -> DeepCollapse {
        DeepCollapse(
            noiseComponent: try parameters.real("noise_component_at_most"),
            alignment: try parameters.real("cka_above"),
            weightAlignment: try parameters.real("feature_weight_alignment_at_least"),
            excessError: try parameters.real("linear_prediction_error_at_most"),
            remainingVariance: try parameters.real("train_error_at_most"))
    }

    /// The training samples to measure, in the order in which they are stored: a random part where
    /// the parameter `samples` asks for fewer than there are.
    private static func samples(
        of data: MeasurementData, _ context: StageContext
    ) throws -> MeasurementData {
        guard let wanted = try context.parameters.optionalInteger("samples"),
            wanted < data.samples
        else { return data }
        var stream = RandomStream(
            seed: UInt64(try context.parameters.integer("samples_seed")),
            stream: "measured-samples")
        var order = Array(0..<data.samples)
        stream.permute(&order)
        let folder = URL(fileURLWithPath: try context.output("trajectory"))
            .deletingLastPathComponent().path
        let part = try data.keeping(order.prefix(wanted).sorted(), in: folder)
        return part
    }
}
