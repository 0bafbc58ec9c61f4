internal import Collapse
internal import DataManifests
internal import Foundation
internal import Learning
internal import LinearAlgebra

/// `collapse.trajectory`: the models of one training, from the first snapshot to the last.
enum MeasureTrajectoryStage {
    static func run(_ context: StageContext) throws {
        let training = try context.trainingData()
        let test = try context.testData()
        let measured = try samples(of: training, context.parameters)
        let snapshots = try SnapshotFiles(in: context.input("snapshots"))
        let team = ThreadTeam(threads: context.threads)
        var measurements: [ModelMeasurement] = []
        var targets: TargetStatistics?
        for (index, snapshot) in snapshots.entries.enumerated() {
            let progress = context.progress.part(
                index, of: snapshots.entries.count, "epoch \(snapshot.epoch)")
            let (measurement, statistics) = try measure(
                snapshot, on: measured, test: test, context, team, progress)
            measurements.append(measurement)
            targets = statistics
        }
        guard let targets else { return }
        let trajectory = try Trajectory(
            measurements, targets: targets, trainingSamples: training.samples)
        try trajectory.json().write(to: URL(fileURLWithPath: context.output("trajectory")))
    }

    private static func measure(
        _ snapshot: SnapshotFiles.Entry, on data: RegressionData, test: RegressionData?,
        _ context: StageContext, _ team: ThreadTeam, _ progress: ProgressReporter
    ) throws -> (ModelMeasurement, TargetStatistics?) {
        let file = try TensorFile(safetensors: snapshot.path)
        let network = try MultilayerPerceptron(tensors: file.tensors, file: snapshot.path)
        try data.requireFit(network)
        try test?.requireFit(network)
        let (layers, trainMSE) = try MeasureCollapseStage.measuredLayers(
            of: network, names: MultilayerPerceptron.weightNames(of: file.tensors), on: data,
            team, progress)
        let measurement = try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? data.targets.columns, layers: layers,
            context: ModelMeasurement.Context(
                trainMSE: trainMSE, testMSE: test.map(network.meanSquaredError),
                epoch: snapshot.epoch, decayBudget: ModelMetadata(file.metadata).decayBudget,
                labels: try context.parameters.mapping("labels"),
                data: try context.datasetDescription()?.caption))
        return (measurement, layers.first?.targetStatistics)
    }

    /// The training samples to measure, in the order in which they are stored: a random part where
    /// the parameter `samples` asks for fewer than there are.
    private static func samples(
        of data: RegressionData, _ parameters: StageParameters
    ) throws -> RegressionData {
        guard let wanted = try parameters.optionalInteger("samples"), wanted < data.samples else {
            return data
        }
        var stream = RandomStream(
            seed: UInt64(try parameters.integer("samples_seed")), stream: "measured-samples")
        var order = Array(0..<data.samples)
        stream.permute(&order)
        let rows = order.prefix(wanted).sorted()
        return try RegressionData(
            name: data.name, features: data.features.gatheringRows(rows),
            targets: data.targets.gatheringRows(rows))
    }
}
