internal import Foundation
internal import Images
internal import Learning
internal import StageCatalogue
internal import WorkerProtocol

/// The models that a training leaves on its way, at the epochs whose errors are recorded.
///
/// Until the training has ended they lie, sealed, beside its checkpoint. A snapshot is saved before a
/// checkpoint of its epoch or a later one, so that a training that goes on from a checkpoint finds
/// all that it will not pass again.
struct TrainingSnapshots {
    private static let folderName = "snapshots"

    private let configuration: TrainingConfiguration
    private let samples: Int
    private let folder: String
    private let pixels: PixelScale?
    /// The epoch whose snapshot this process saved last.
    private var latest: Int?

    /// - Parameters:
    ///   - samples: of the training set.
    ///   - folder: where they lie until they are published.
    ///   - pixels: how a network of pictures wants them.
    init(
        _ configuration: TrainingConfiguration, samples: Int, in folder: String,
        pixels: PixelScale? = nil
    ) {
        self.pixels = pixels
        self.configuration = configuration
        self.samples = samples
        self.folder = folder
    }

    /// - Returns: `nil` where the stage asks for none.
    init?(
        _ context: StageContext, _ configuration: TrainingConfiguration, samples: Int,
        pixels: PixelScale? = nil
    ) throws {
        let asked: Snapshots? = try context.parameters.optionalChoice("snapshots")
        guard asked == .listed else { return nil }
        let folder = try context.output("snapshots")
        self.init(
            configuration, samples: samples,
            in: context.surroundings.map { "\($0.checkpoints)/\(Self.folderName)" } ?? folder,
            pixels: pixels)
    }

    /// Saves the network as it is, if an epoch has just ended that is listed.
    ///
    /// - Throws: when the disk does not take it.
    mutating func take(from run: some Training) throws {
        let epoch = run.finishedEpochs
        guard run.awaitsEvaluation, epoch != latest else { return }
        let model = TensorFile(tensors: run.tensors, metadata: metadata(epoch))
        try model.sealed.save(to: Self.path(epoch, in: folder))
        latest = epoch
    }

    /// Makes sure that a training that goes on from here will have left every snapshot in the end.
    ///
    /// - Throws: when one is missing or damaged that the training will not pass again.
    func requirePast(of run: some Training) throws {
        for epoch in epochs {
            let isPast =
                epoch < run.finishedEpochs
                || epoch == run.finishedEpochs && !run.awaitsEvaluation
            if isPast { _ = try saved(epoch) }
        }
    }

    /// Writes all snapshots, as the model itself is written, after the training has ended.
    ///
    /// - Throws: when one is missing or damaged, or the disk does not take it.
    func publish(to output: String) throws {
        try FileManager.default.createDirectory(
            atPath: output, withIntermediateDirectories: true)
        for epoch in epochs {
            try saved(epoch).writeSafetensors(to: Self.path(epoch, in: output))
        }
    }

    private var epochs: [Int] { EvaluationEpochs.upTo(configuration.epochs) }

    private func metadata(_ epoch: Int) -> [String: String] {
        ModelMetadata(
            epoch: epoch, decayBudget: configuration.decayBudget(samples: samples, through: epoch),
            pixels: pixels
        ).texts
    }

    private func saved(_ epoch: Int) throws -> TensorFile {
        let path = Self.path(epoch, in: folder)
        let name = "\(Self.folderName)/\(Self.fileName(epoch))"
        guard FileManager.default.fileExists(atPath: path) else { throw StageError.missing(name) }
        return try TensorFile(safetensors: path).unsealed(named: name)
    }

    private static func path(_ epoch: Int, in folder: String) -> String {
        "\(folder)/\(fileName(epoch))"
    }

    /// `epoch-0020.safetensors`.
    private static func fileName(_ epoch: Int) -> String {
        let digits = String(epoch)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return "epoch-\(zeros)\(digits).safetensors"
    }
}

extension StageError {
    fileprivate static func missing(_ name: String) -> StageError {
        StageError(description: "\(name): the model of an epoch that is past is missing")
    }
}
