internal import Foundation

/// What a checkpoint's `__metadata__` says of the training.
///
/// The epochs' losses are a tensor beside the others: a long training has millions of them, and a
/// header has an end.
struct CheckpointFacts: Codable, Equatable {
    static let key = "nrc_pipe_training"
    static let currentVersion = 3

    var version = currentVersion
    var samples: Int
    var configuration: TrainingConfiguration
    var finishedEpochs: Int
    var steps: Int
    /// As bits, which no way of writing decimals can change.
    var lossSum: UInt64
    var lastFiniteLoss: UInt64?
    var evaluations: [TrainingHistory.Evaluation]
}

extension TrainingCourse {
    private static let velocityPrefix = "velocity."
    private static let lossesName = "history.running_loss"

    private var facts: CheckpointFacts {
        CheckpointFacts(
            samples: samples, configuration: configuration, finishedEpochs: finishedEpochs,
            steps: steps, lossSum: lossSum.bitPattern,
            lastFiniteLoss: lastFiniteLoss?.bitPattern, evaluations: history.evaluations)
    }

    /// The epochs' running losses `[epochs, 2]`: the upper and the lower half of the bits of each,
    /// since a tensor holds single precision and a loss has twice that.
    private var losses: NamedTensor {
        NamedTensor(
            name: Self.lossesName, shape: [history.epochs.count, 2],
            elements: history.epochs.flatMap { epoch in
                let bits = epoch.runningLoss.bitPattern
                return [
                    Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32)),
                    Float(bitPattern: UInt32(truncatingIfNeeded: bits)),
                ]
            })
    }

    private static func losses(_ tensor: NamedTensor) -> [Double] {
        stride(from: 0, to: tensor.elements.count, by: 2).map { place in
            let upper = UInt64(tensor.elements[place].bitPattern)
            return Double(bitPattern: upper << 32 | UInt64(tensor.elements[place + 1].bitPattern))
        }
    }

    /// The training as it is between two steps, as a file from which it goes on to the same bytes:
    /// weights and velocities by PyTorch's names, everything else in the metadata.
    ///
    /// - Parameter velocities: under the names of what they move.
    package func checkpoint(
        network: [NamedTensor], velocities: [NamedTensor]
    ) -> TensorFile {
        let moving = velocities.map { tensor in
            NamedTensor(
                name: Self.velocityPrefix + tensor.name, shape: tensor.shape,
                elements: tensor.elements)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = (try? encoder.encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let tensors = network + moving + [losses]
        return TensorFile(
            tensors: tensors,
            metadata: [
                CheckpointFacts.key: text,
                TensorFile.checksumKey: "\(TensorFile.checksum(of: tensors, and: text))",
            ])
    }

    /// A checkpoint that was taken apart.
    package struct Resumption {
        package let network: [NamedTensor]
        /// Under the names of what they move.
        package let velocities: [NamedTensor]
        /// Where the training stood.
        package let course: TrainingCourse
    }

    /// Takes a checkpoint of the same configuration and data apart.
    ///
    /// - Parameter name: the checkpoint's file, for messages.
    /// - Throws: for a file that is damaged, or a checkpoint of another training.
    package func resumption(
        from file: TensorFile, named name: String
    ) throws(TensorFileError) -> Resumption {
        guard let text = file.metadata[CheckpointFacts.key],
            let facts = try? JSONDecoder().decode(CheckpointFacts.self, from: Data(text.utf8)),
            facts.version == CheckpointFacts.currentVersion
        else { throw .noCheckpoint(name) }
        guard
            file.metadata[TensorFile.checksumKey]
                == "\(TensorFile.checksum(of: file.tensors, and: text))"
        else { throw .damaged(name) }
        guard facts.samples == samples, facts.configuration == configuration,
            (0...configuration.epochs).contains(facts.finishedEpochs),
            (0..<stepsPerEpoch).contains(facts.steps),
            let losses = file.tensors.first(where: { $0.name == Self.lossesName }),
            losses.shape == [facts.finishedEpochs, 2]
        else { throw .otherTraining(name) }
        let isVelocity: (NamedTensor) -> Bool = { $0.name.hasPrefix(Self.velocityPrefix) }
        var course = self
        course.move(to: facts, losses: Self.losses(losses))
        return Resumption(
            network: file.tensors.filter { !isVelocity($0) && $0.name != Self.lossesName },
            velocities: file.tensors.filter(isVelocity).map { tensor in
                NamedTensor(
                    name: String(tensor.name.dropFirst(Self.velocityPrefix.count)),
                    shape: tensor.shape, elements: tensor.elements)
            }, course: course)
    }
}

extension TensorFileError {
    fileprivate static func noCheckpoint(_ file: String) -> TensorFileError {
        TensorFileError(file, "is no checkpoint of a training that this program can go on with")
    }

    package static func otherTraining(_ file: String) -> TensorFileError {
        TensorFileError(file, "is a checkpoint of another training")
    }
}
