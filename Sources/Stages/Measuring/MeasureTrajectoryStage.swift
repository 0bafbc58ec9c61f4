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
        var targets: TargetStatistics?
        for (index, snapshot) in snapshots.entries.enumerated() {
            let progress = context.progress.part(
                index, of: snapshots.entries.count, "epoch \(snapshot.epoch)")
            let (measurement, statistics) = try measure(
                snapshot, on: measured, context, team, progress)
            measurements.append(measurement)
            targets = statistics
        }
        guard let targets else { return }
        let trajectory = try Trajectory(
            measurements, targets: targets, trainingSamples: all.samples)
        try trajectory.json().write(to: URL(fileURLWithPath: context.output("trajectory")))
    }

    private static func measure(
        _ snapshot: SnapshotFiles.Entry, on data: MeasurementData, _ context: StageContext,
        _ team: ThreadTeam, _ progress: ProgressReporter
    ) throws -> (ModelMeasurement, TargetStatistics?) {
        let (network, metadata) = try data.model(
            at: snapshot.path, pixels: try context.parameters.optionalChoice("pixels"))
        let measured = try network.measure(team, progress)
        let measurement = try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? data.targetColumns,
            layers: measured.layers,
            context: ModelMeasurement.Context(
                trainMSE: measured.networkError, testMSE: try network.testError(team),
                epoch: snapshot.epoch, decayBudget: metadata.decayBudget,
                labels: try context.parameters.mapping("labels"),
                data: try context.datasetDescription()?.caption))
        return (measurement, measured.layers.first?.targetStatistics)
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
