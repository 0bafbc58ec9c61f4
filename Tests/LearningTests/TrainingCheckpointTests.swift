import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Learning

@Suite struct TrainingCheckpointTests {
    private let project: TemporaryProject
    private static let samples = 50
    /// Seven steps an epoch, the last one short.
    private static let configuration = TrainingConfiguration(
        epochs: 5, batch: 8,
        optimiser: StochasticGradientDescent(
            learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3),
        seed: 7)

    init() throws { project = try TemporaryProject() }

    private func training(
        hasBiases: Bool = true, seed: UInt64 = 3,
        configuration: TrainingConfiguration = configuration
    ) throws -> TrainingRun {
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 4, width: 9, depth: 3, outputs: 2, hasBiases: hasBiases), seed: seed)
        let data = try RegressionData(
            name: "train", features: normal(Self.samples, 4, seed: 1),
            targets: normal(Self.samples, 2, seed: 2))
        let test = try RegressionData(
            name: "test", features: normal(10, 4, seed: 5), targets: normal(10, 2, seed: 6))
        return try TrainingRun(
            network, training: data, test: test, configuration: configuration)
    }

    /// Every moment at which a training may be stopped, the blocks of evaluations included.
    private func moments(hasBiases: Bool) throws -> Int {
        var run = try training(hasBiases: hasBiases)
        var count = 0
        try run.run(while: { _ in
            count += 1
            return true
        })
        return count
    }

    @Test(
        "stopped at any moment, through a file and on, a training ends with the same bytes",
        arguments: [false, true])
    func resumesEverywhere(hasBiases: Bool) throws {
        var whole = try training(hasBiases: hasBiases)
        try whole.run()
        for moment in 1...(try moments(hasBiases: hasBiases)) {
            var first = try training(hasBiases: hasBiases)
            var count = 0
            try first.run(while: { _ in
                count += 1
                return count < moment
            })
            let path = project.path("checkpoint")
            try first.checkpoint.writeSafetensors(to: path)
            var second = try training(hasBiases: hasBiases)
            try second.resume(from: TensorFile(safetensors: path), named: path)
            #expect(second.finishedEpochs == first.finishedEpochs && second.steps == first.steps)
            try second.run()
            #expect(second.isFinished)
            #expect(second.network == whole.network, "moment \(moment)")
            #expect(second.history == whole.history, "moment \(moment)")
        }
    }

    @Test("a changed byte of any tensor is noticed, and nothing has changed then")
    func damaged() throws {
        var stopped = try training()
        var steps = 0
        try stopped.run(while: { _ in
            steps += 1
            return steps < 12
        })
        let checkpoint = stopped.checkpoint
        for (index, tensor) in checkpoint.tensors.enumerated() {
            var file = checkpoint
            var elements = tensor.elements
            elements[0] = Float(bitPattern: elements[0].bitPattern ^ 1)
            file.tensors[index] = NamedTensor(
                name: tensor.name, shape: tensor.shape, elements: elements)
            var run = try training()
            #expect {
                try run.resume(from: file, named: "c")
            } throws: {
                "\($0)" == "c: is damaged: its tensors are not those that were saved"
            }
            #expect(run.finishedEpochs == 0 && run.steps == 0 && run.history.epochs.isEmpty)
        }
    }

    @Test("a tensor that goes by another's name, or in another shape, is noticed")
    func exchanged() throws {
        let checkpoint = try training().checkpoint
        // The weights and velocities of one layer are alike in shape.
        let names = ["layers.2.weight", "velocity.layers.2.weight"]
        var renamed = checkpoint
        renamed.tensors = checkpoint.tensors.map { tensor in
            guard let place = names.firstIndex(of: tensor.name) else { return tensor }
            return NamedTensor(
                name: names[1 - place], shape: tensor.shape, elements: tensor.elements)
        }
        var turned = checkpoint
        turned.tensors[0] = NamedTensor(
            name: checkpoint.tensors[0].name, shape: checkpoint.tensors[0].shape.reversed(),
            elements: checkpoint.tensors[0].elements)
        var run = try training()
        for file in [renamed, turned] {
            #expect(file != checkpoint)
            #expect {
                try run.resume(from: file, named: "c")
            } throws: {
                "\($0)" == "c: is damaged: its tensors are not those that were saved"
            }
        }
    }

    @Test("a checkpoint of other settings is refused, whichever of them differs")
    func otherSettings() throws {
        let checkpoint = try training().checkpoint
        let changes: [(inout TrainingConfiguration) -> Void] = [
            { $0.epochs = 6 }, { $0.batch = 9 }, { $0.seed = 8 }, { $0.schedule = .constant },
            { $0.optimiser.learningRate = 0.06 }, { $0.optimiser.momentum = 0.8 },
            { $0.optimiser.weightDecay = 2e-3 },
        ]
        for change in changes {
            var configuration = Self.configuration
            change(&configuration)
            var run = try training(configuration: configuration)
            #expect {
                try run.resume(from: checkpoint, named: "c")
            } throws: {
                "\($0)" == "c: is a checkpoint of another training"
            }
        }
    }

    @Test("a checkpoint that tells a dampening of none, as earlier ones do, is gone on from")
    func dampening() throws {
        var checkpoint = try training().checkpoint
        let text = try #require(checkpoint.metadata[CheckpointFacts.key])
        let former = text.replacing("\"learningRate\"", with: "\"dampening\":0,\"learningRate\"")
        #expect(former != text)
        checkpoint.metadata[CheckpointFacts.key] = former
        checkpoint.metadata[TensorFile.checksumKey] =
            "\(TensorFile.checksum(of: checkpoint.tensors, and: former))"
        var run = try training()
        try run.resume(from: checkpoint, named: "c")
        #expect(try run.checkpoint == training().checkpoint)
    }

    @Test("a checkpoint of another training, and a file that is none, are refused")
    func others() throws {
        var run = try training(hasBiases: true)
        let other = try training(hasBiases: false).checkpoint
        #expect {
            try run.resume(from: other, named: "c")
        } throws: {
            "\($0)" == "c: is a checkpoint of another training"
        }
        #expect {
            try run.resume(from: TensorFile(tensors: run.network.tensors), named: "c")
        } throws: {
            "\($0)" == "c: is no checkpoint of a training that this program can go on with"
        }
    }
}
