/// A training of some network that can be interrupted, saved, and gone on with to the same bytes.
package protocol Training {
    /// Where it stands.
    var course: TrainingCourse { get }
    /// The network as it is, under PyTorch's names.
    var tensors: [NamedTensor] { get }
    /// Everything the next step depends on, as a file.
    var checkpoint: TensorFile { get }

    /// Goes on where a checkpoint of the same configuration and data was taken.
    ///
    /// - Parameter name: the checkpoint's file, for messages.
    /// - Throws: for a file that is damaged, or a checkpoint of another training; nothing has changed
    ///   then.
    mutating func resume(from file: TensorFile, named name: String) throws(TensorFileError)

    /// Trains to the last epoch, or until it is stopped.
    ///
    /// - Parameters:
    ///   - threads: that compute, the calling one included; they end with this call.
    ///   - progress: called after a step at most four times a second, and after the last.
    ///   - goOn: asked between steps and during evaluations, with the training as it is; `checkpoint`
    ///     may be taken then.
    /// - Throws: `TrainingError.diverged` at the first loss that is NaN or infinite, or when the
    ///   network cannot be computed.
    mutating func run(
        threads: Int, progress: (TrainingProgress) -> Void, while goOn: (Self) -> Bool) throws
}

extension Training {
    package var configuration: TrainingConfiguration { course.configuration }
    package var history: TrainingHistory { course.history }
    package var finishedEpochs: Int { course.finishedEpochs }
    package var steps: Int { course.steps }
    package var isFinished: Bool { course.isFinished }
    package var awaitsEvaluation: Bool { course.awaitsEvaluation }
}
