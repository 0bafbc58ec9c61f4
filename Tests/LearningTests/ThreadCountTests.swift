import LinearAlgebra
import Testing

@testable import Learning

/// One training with several numbers of threads, compared to the last bit.
@Suite struct ThreadCountTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var inputs = 7
        let width: Int
        var depth = 3
        var outputs = 3
        var hasBiases = false
        var samples = 70
        let batch: Int
        var testDescription: String {
            "\(inputs) → \(depth)×\(width) → \(outputs), biases \(hasBiases), "
                + "\(samples) samples in batches of \(batch)"
        }
    }

    static let cases = [
        Case(width: 1, batch: 16),
        Case(width: 32, batch: 16),
        Case(width: 64, hasBiases: true, batch: 70),
        Case(width: 97, depth: 4, hasBiases: true, batch: 33),
        Case(width: 256, depth: 5, batch: 32),
        Case(width: 513, hasBiases: true, batch: 64),
        // More than there are samples.
        Case(width: 130, batch: 128),
        Case(inputs: 300, width: 100, depth: 2, outputs: 200, hasBiases: true, batch: 20),
        Case(inputs: 65, width: 9, depth: 1, outputs: 66, batch: 1),
        // More than a block of an evaluation.
        Case(width: 80, samples: 1100, batch: 128),
    ]

    private func training(_ example: Case, epochs: Int = 2) throws -> TrainingRun {
        func data(_ name: String, samples: Int, seed: UInt64) throws -> RegressionData {
            try RegressionData(
                name: name, features: normal(samples, example.inputs, seed: seed),
                targets: normal(samples, example.outputs, seed: seed + 1))
        }
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: example.inputs, width: example.width, depth: example.depth,
                outputs: example.outputs, hasBiases: example.hasBiases), seed: 3)
        return try TrainingRun(
            network, training: data("train", samples: example.samples, seed: 1),
            test: data("test", samples: 11, seed: 5),
            configuration: TrainingConfiguration(
                epochs: epochs, batch: example.batch,
                optimiser: StochasticGradientDescent(learningRate: 0.01, weightDecay: 1e-3),
                seed: 7))
    }

    @Test("1, 2, 3, 4 and 9 threads give the same bytes", arguments: cases)
    func sameBytes(_ example: Case) throws {
        var alone = try training(example)
        try alone.run()
        #expect(alone.network != (try training(example)).network)
        for threads in [2, 3, 4, 9] {
            var run = try training(example)
            try run.run(threads: threads)
            #expect(run.network == alone.network)
            #expect(run.velocities == alone.velocities)
            #expect(run.history == alone.history)
        }
    }

    @Test("a training that stops and goes on with other numbers of threads gives the same bytes")
    func resumed() throws {
        let example = Case(width: 97, hasBiases: true, batch: 16)
        var alone = try training(example)
        try alone.run()
        var file = (try training(example)).checkpoint
        var threads = 1
        while true {
            var run = try training(example)
            try run.resume(from: file, named: "checkpoint")
            var moments = 0
            try run.run(
                threads: threads,
                while: { _ in
                    moments += 1
                    return moments < 3
                })
            file = run.checkpoint
            threads = threads % 4 + 1
            guard run.isFinished else { continue }
            #expect(run.network == alone.network)
            #expect(run.history == alone.history)
            return
        }
    }

    @Test("predictions in blocks are the same bytes with a team")
    func predictions() throws {
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 6, width: 200, depth: 3, outputs: 2), seed: 1)
        let features = normal(1030, 6, seed: 4)
        var blocks: [Matrix<Float>] = []
        network.forEachBlock(of: features, team: ThreadTeam(threads: 3)) {
            blocks.append($0.predictions)
        }
        #expect(try blocks.flatMap(\.elements) == network.predictions(features).elements)
    }
}
