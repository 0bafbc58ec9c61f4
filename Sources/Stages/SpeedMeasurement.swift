internal import Foundation
internal import Images
internal import Learning
internal import LinearAlgebra
internal import PipelineLanguage
internal import ResidualNetworks
internal import StageCatalogue

/// How fast this machine is at work of a kind, for predictions where none has run yet.
package enum SpeedMeasurement {
    /// What is measured, by the kind's name in the stage catalogue.
    private static let kinds: [String: @Sendable () throws -> Double] = [
        "train.mlp": multilayerPerceptron, "train.resnet": residualNetwork,
    ]

    package static var kindNames: Set<String> { Set(kinds.keys) }

    /// Floating-point operations a second of a core's time, which is what other programs leave of a
    /// busy machine's seconds too; `nil` for a kind that is not measured.
    package static func operationsPerSecond(of kind: String) throws -> Double? {
        try kinds[kind]?()
    }

    /// Steps of an 8×256 network at batch 128, counted as the kind's forecast counts them.
    private static func multilayerPerceptron() throws -> Double {
        let (samples, inputs, outputs) = (512, 16, 4)
        let architecture = MultilayerPerceptronArchitecture(
            inputs: inputs, width: 256, depth: 8, outputs: outputs, hasBiases: false,
            initialScale: 1)
        let network = MultilayerPerceptron(architecture: architecture, seed: 0)
        var stream = RandomStream(seed: 0, stream: "calibration")
        let data = try RegressionData(
            name: "calibration",
            features: stream.standardNormalMatrix(rows: samples, columns: inputs).asFloat,
            targets: stream.standardNormalMatrix(rows: samples, columns: outputs).asFloat)
        var run = try TrainingRun(
            network, training: data,
            configuration: TrainingConfiguration(
                epochs: 1_000_000, batch: 128,
                optimiser: StochasticGradientDescent(
                    learningRate: 1e-4, momentum: 0.9, weightDecay: 0), seed: 0))
        var meter = StepMeter()
        try run.run(while: { run in
            meter.note(steps: run.finishedEpochs * (samples / 128) + run.steps)
            return !meter.isLongEnough
        })
        return 6.0 * Double(network.parameterCount) * 128 * meter.stepsPerSecond
    }

    /// Steps of a ResNet-18 on 64 × 64 pictures at batch 16, without the first, which compiles.
    private static func residualNetwork() throws -> Double {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-calibration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (samples, batch, size) = (64, 16, ImageSize(height: 64, width: 64))
        let path = folder.appendingPathComponent("pictures.npy").path
        let writer = try ImageArrayWriter(path: path, size: size)
        for index in 0..<samples {
            let level = UInt8(4 * index)
            try writer.append(RGBImage(size: size, filledWith: (level, 255 - level, 128)))
        }
        try writer.finish()
        var stream = RandomStream(seed: 0, stream: "calibration")
        let data = try PictureData(
            name: "calibration", pictures: ImageArray(path: path),
            targets: stream.standardNormalMatrix(rows: samples, columns: 2).asFloat,
            from: "a random stream", scale: .unit)
        var run = try ResidualTrainingRun(
            ResidualNetwork(
                architecture: ResidualNetworkArchitecture(.resNet18, outputs: 2), seed: 0),
            training: data,
            configuration: TrainingConfiguration(
                epochs: 1_000_000, batch: batch,
                optimiser: StochasticGradientDescent(
                    learningRate: 1e-4, momentum: 0.9, weightDecay: 0), seed: 0))
        var meter = StepMeter()
        try run.run(while: { run in
            meter.note(steps: run.finishedEpochs * (samples / batch) + run.steps)
            return meter.steps < 2 || !meter.isLongEnough
        })
        let perPicture =
            6
            * ResidualNetworkSize(
                blocks: [2, 2, 2, 2], height: size.height, width: size.width, outputs: 2
            ).model.multiplications
        return perPicture * Double(batch) * meter.stepsPerSecond
    }
}

/// The processor time that steps take, without the first one, which compiles and allocates, and
/// without evaluations between them.
private struct StepMeter {
    private(set) var steps = 0
    private var seconds = 0.0
    private var latest: (steps: Int, seconds: Double)?
    private let beginning = ContinuousClock.now

    /// - Parameter steps: of the whole training so far.
    mutating func note(steps total: Int) {
        let now = Self.processorSeconds
        if let latest, latest.steps > 0, total > latest.steps {
            steps += total - latest.steps
            seconds += now - latest.seconds
        }
        latest = (total, now)
    }

    /// Long enough for a processor to come to speed; on a busy machine less has to do.
    var isLongEnough: Bool {
        seconds >= 0.5 || steps > 0 && ContinuousClock.now - beginning >= .seconds(5)
    }

    var stepsPerSecond: Double { seconds > 0 ? Double(steps) / seconds : 0 }

    private static var processorSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
