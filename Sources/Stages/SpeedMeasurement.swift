internal import Foundation
internal import Learning
internal import LinearAlgebra

/// How fast this machine is at work of a kind, for predictions where none has run yet.
package enum SpeedMeasurement {
    /// What is measured, by the kind's name in the stage catalogue.
    private static let kinds: [String: @Sendable () throws -> Double] = [
        "train.mlp": multilayerPerceptron
    ]
    /// Long enough for a processor to come to speed.
    private static let seconds = 0.5

    package static var kindNames: Set<String> { Set(kinds.keys) }

    /// Floating-point operations a second of one core; `nil` for a kind that is not measured.
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
        let start = ContinuousClock.now
        var steps = 0
        try run.run(while: { run in
            steps = run.finishedEpochs * (samples / 128) + run.steps
            return start.duration(to: .now) < .seconds(seconds)
        })
        let operations = 6.0 * Double(network.parameterCount) * 128 * Double(steps)
        return operations / (start.duration(to: .now) / .seconds(1))
    }
}
