internal import Foundation

/// What a checkpoint's `__metadata__` says of the training.
struct CheckpointFacts: Codable, Equatable {
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

extension TrainingCourse {
    private static let velocityPrefix = "velocity."

    private var facts: CheckpointFacts {
        CheckpointFacts(
            samples: samples, epochs: configuration.epochs, batch: configuration.batch,
            seed: configuration.seed, finishedEpochs: finishedEpochs, steps: steps,
            lossSum: lossSum.bitPattern, lastFiniteLoss: lastFiniteLoss?.bitPattern,
            history: history)
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
        let tensors = network + moving
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
        guard facts.samples == samples, facts.epochs == configuration.epochs,
            facts.batch == configuration.batch, facts.seed == configuration.seed,
            (0...facts.epochs).contains(facts.finishedEpochs),
            (0..<stepsPerEpoch).contains(facts.steps)
        else { throw .otherTraining(name) }
        let isVelocity: (NamedTensor) -> Bool = { $0.name.hasPrefix(Self.velocityPrefix) }
        var course = self
        course.move(to: facts)
        return Resumption(
            network: file.tensors.filter { !isVelocity($0) },
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
