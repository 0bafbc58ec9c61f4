internal import Foundation
internal import LinearAlgebra

/// What the next step of a training depends on, beside its configuration and data.
struct TrainingState {
    var network: MultilayerPerceptron
    var velocities: Velocities
    var history: TrainingHistory
    var finishedEpochs: Int
    var steps: Int
    var lossSum: Double
    var lastFiniteLoss: Double?
}

extension TrainingRun {
    private static let velocityPrefix = "velocity."

    /// What a checkpoint's `__metadata__` says of the training.
    private struct Facts: Codable, Equatable {
        static let key = "nrc_pipe_training"
        static let currentVersion = 2

        var version = currentVersion
        var samples: Int
        var epochs: Int
        var batch: Int
        var seed: UInt64
        var finishedEpochs: Int
        var steps: Int
        /// As bits, which no way of writing decimals can change.
        var lossSum: UInt64
        var lastFiniteLoss: UInt64?
        var history: TrainingHistory
    }

    /// The training as it is between two steps, as a file from which it goes on to the same bytes:
    /// weights and velocities by PyTorch's names, everything else in the metadata.
    package var checkpoint: TensorFile {
        let tensors = network.tensors + velocityTensors
        let facts = Facts(
            samples: training.samples, epochs: configuration.epochs, batch: configuration.batch,
            seed: configuration.seed,
            finishedEpochs: finishedEpochs, steps: steps, lossSum: lossSum.bitPattern,
            lastFiniteLoss: lastFiniteLoss?.bitPattern, history: history)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = (try? encoder.encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return TensorFile(
            tensors: tensors,
            metadata: [
                Facts.key: text,
                TensorFile.checksumKey: "\(TensorFile.checksum(of: tensors, and: text))",
            ])
    }

    /// Goes on where a checkpoint of the same configuration and data was taken.
    ///
    /// - Parameter name: the checkpoint's file, for messages.
    /// - Throws: for a file that is damaged, or a checkpoint of another training; nothing has changed
    ///   then.
    package mutating func resume(
        from file: TensorFile, named name: String
    ) throws(TensorFileError) {
        guard let text = file.metadata[Facts.key],
            let facts = try? JSONDecoder().decode(Facts.self, from: Data(text.utf8)),
            facts.version == Facts.currentVersion
        else { throw .noCheckpoint(name) }
        guard
            file.metadata[TensorFile.checksumKey]
                == "\(TensorFile.checksum(of: file.tensors, and: text))"
        else { throw .damaged(name) }
        guard facts.samples == training.samples, facts.epochs == configuration.epochs,
            facts.batch == configuration.batch, facts.seed == configuration.seed,
            (0...facts.epochs).contains(facts.finishedEpochs),
            (0..<configuration.stepsPerEpoch(samples: facts.samples)).contains(facts.steps)
        else { throw .otherTraining(name) }
        let isVelocity: (NamedTensor) -> Bool = { $0.name.hasPrefix(Self.velocityPrefix) }
        let weights = file.tensors.filter { !isVelocity($0) }
        let saved = try MultilayerPerceptron(tensors: weights, file: name)
        let moving = try MultilayerPerceptron(
            tensors: file.tensors.filter(isVelocity).map { tensor in
                NamedTensor(
                    name: String(tensor.name.dropFirst(Self.velocityPrefix.count)),
                    shape: tensor.shape, elements: tensor.elements)
            }, file: name)
        guard saved.shapes == network.shapes, moving.shapes == network.shapes else {
            throw .otherTraining(name)
        }
        move(
            to: TrainingState(
                network: saved,
                velocities: Velocities(
                    layers: moving.layers.map {
                        Velocities.Layer(weight: $0.weight.elements, bias: $0.bias ?? [])
                    }, isFirstStep: facts.finishedEpochs == 0 && facts.steps == 0),
                history: facts.history, finishedEpochs: facts.finishedEpochs, steps: facts.steps,
                lossSum: Double(bitPattern: facts.lossSum),
                lastFiniteLoss: facts.lastFiniteLoss.map { Double(bitPattern: $0) }))
    }

    private var velocityTensors: [NamedTensor] {
        zip(network.layers, velocities.layers).enumerated().flatMap { index, pair in
            let (layer, velocity) = pair
            let name = "\(Self.velocityPrefix)layers.\(2 * index)"
            let weight = NamedTensor(
                name: name + ".weight", shape: layer.weight.shape, elements: velocity.weight)
            guard layer.bias != nil else { return [weight] }
            return [
                weight,
                NamedTensor(
                    name: name + ".bias", shape: [velocity.bias.count], elements: velocity.bias),
            ]
        }
    }
}

extension MultilayerPerceptron {
    /// Of the weights, and whether there are biases.
    fileprivate var shapes: [[Int]] { layers.map { $0.weight.shape + [$0.bias?.count ?? 0] } }
}

extension TensorFileError {
    fileprivate static func noCheckpoint(_ file: String) -> TensorFileError {
        TensorFileError(file, "is no checkpoint of a training that this program can go on with")
    }

    fileprivate static func otherTraining(_ file: String) -> TensorFileError {
        TensorFileError(file, "is a checkpoint of another training")
    }
}
