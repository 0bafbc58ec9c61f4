internal import Foundation
internal import Learning
internal import WorkerProtocol

/// Where a training keeps what it would go on from.
struct CheckpointFile {
    private static let name = "training.safetensors"

    private let path: String

    /// - Returns: `nil` where the runner has no such place.
    init?(_ context: StageContext) {
        guard let folder = context.surroundings?.checkpoints else { return nil }
        path = "\(folder)/\(Self.name)"
    }

    /// Makes the training go on where its checkpoint was taken, if there is a good one; one that is not
    /// good is told, and forgotten.
    ///
    /// - Parameter accept: throws when the training cannot go on from where the checkpoint is.
    func resume<Run: Training>(_ run: inout Run, accept: (Run) throws -> Void) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            var resumed = run
            try resumed.resume(from: TensorFile(safetensors: path), named: Self.name)
            try accept(resumed)
            run = resumed
            StageLog.tell(
                "going on after \(run.finishedEpochs) epochs and \(run.steps) steps, "
                    + "from a checkpoint")
        } catch {
            StageLog.tell("the checkpoint cannot be used, so the training begins anew: \(error)")
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Saves a checkpoint in place of the one before; killed at any instant, one of them is there.
    ///
    /// - Throws: when the disk does not take it.
    func save(_ checkpoint: TensorFile) throws { try checkpoint.save(to: path) }
}
