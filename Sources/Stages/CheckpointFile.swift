internal import Foundation
internal import Glibc
internal import Learning
internal import WorkerProtocol

/// Where a training keeps what it would go on from.
struct CheckpointFile {
    private static let name = "training.safetensors"

    private let folder: String

    /// - Returns: `nil` where the runner has no such place.
    init?(_ context: StageContext) {
        guard let folder = context.surroundings?.checkpoints else { return nil }
        self.folder = folder
    }

    private var path: String { "\(folder)/\(Self.name)" }

    /// Makes the training go on where its checkpoint was taken, if there is a good one; one that is not
    /// good is told, and forgotten.
    func resume(_ run: inout TrainingRun) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try run.resume(from: TensorFile(safetensors: path), named: Self.name)
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
    func save(_ checkpoint: TensorFile) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let temporary = "\(path).\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try checkpoint.writeSafetensors(to: temporary)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: temporary))
        try file.synchronize()
        try file.close()
        guard unsafe rename(temporary, path) == 0 else {
            throw StageError.unsaved(path, unsafe String(cString: strerror(errno)))
        }
    }
}

extension StageError {
    fileprivate static func unsaved(_ path: String, _ reason: String) -> StageError {
        StageError(description: "the checkpoint '\(path)' cannot be saved: \(reason)")
    }
}
