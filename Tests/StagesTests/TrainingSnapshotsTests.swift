import Foundation
import Learning
import LinearAlgebra
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

/// The models that `train.mlp` leaves on its way.
@Suite struct TrainingSnapshotsTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private func train(
        epochs: Int, _ more: [String: RequestValue] = [:], in place: String
    ) throws -> [String: URL] {
        let parameters: [String: RequestValue] = [
            "layers": .integer(3), "width": .integer(8), "learning_rate": .real(0.05),
            "weight_decay": .real(1e-3), "schedule": .text("constant"), "batch": .integer(32),
            "epochs": .integer(epochs), "seed": .integer(2),
        ]
        return try folder.run(
            .trainMultilayerPerceptron, parameters.merging(more) { $1 },
            inputs: Dictionary(
                uniqueKeysWithValues: ["features", "targets", "test_features", "test_targets"]
                    .map { ($0, GoldenFile.path("trained-\($0).npy")) }), in: place)
    }

    @Test("they are the models of shorter trainings, the last one is the model, and it is the same")
    func models() throws {
        let plain = try train(epochs: 6, in: "plain")
        let kept = try train(epochs: 6, ["snapshots": .text("listed")], in: "kept")
        for name in ["model", "history"] {
            let (one, other) = (try #require(plain[name]), try #require(kept[name]))
            #expect(try Data(contentsOf: one) == Data(contentsOf: other))
        }
        let snapshots = try #require(kept["snapshots"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: snapshots.path).sorted()
                == (0...6).map { "epoch-000\($0).safetensors" })
        for epochs in 1...6 {
            let shorter = try train(epochs: epochs, in: "shorter-\(epochs)")
            let file = snapshots.appendingPathComponent("epoch-000\(epochs).safetensors")
            #expect(
                try Data(contentsOf: file) == Data(contentsOf: #require(shorter["model"])),
                "epoch \(epochs)")
        }
    }

    @Test("nobody who asks for none gets a folder")
    func none() throws {
        let outputs = try train(epochs: 2, ["snapshots": .text("none")], in: "none")
        #expect(!FileManager.default.fileExists(atPath: try #require(outputs["snapshots"]).path))
    }

    // MARK: Going on

    private static let configuration = TrainingConfiguration(
        epochs: 4, batch: 8, optimiser: StochasticGradientDescent(learningRate: 0.05), seed: 7)

    /// A training that has been stopped between the epochs 2 and 3.
    private func stopped() throws -> (TrainingRun, TrainingSnapshots) {
        let features = Matrix<Float>(rows: 16, columns: 1, elements: (0..<16).map { Float($0) })
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 1, width: 3, depth: 2, outputs: 1), seed: 1)
        var run = try TrainingRun(
            network, training: RegressionData(name: "train", features: features, targets: features),
            configuration: Self.configuration)
        var snapshots = TrainingSnapshots(
            Self.configuration, samples: 16, in: folder.path("snapshots"))
        try run.run(while: { run in
            try? snapshots.take(from: run)
            return run.finishedEpochs < 2 || run.steps < 1
        })
        return (run, snapshots)
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch { return "\(error)" }
    }

    @Test("a training goes on only where every snapshot that is past is there and whole")
    func past() throws {
        let (run, snapshots) = try stopped()
        let path = folder.path("snapshots/epoch-0001.safetensors")
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(refusal { try snapshots.requirePast(of: run) } == "")

        var damaged = whole
        damaged[damaged.count - 2] ^= 1
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(
            refusal { try snapshots.requirePast(of: run) } == """
                snapshots/epoch-0001.safetensors: is damaged: its tensors are not those that were \
                saved
                """)

        try FileManager.default.removeItem(atPath: path)
        #expect(
            refusal { try snapshots.requirePast(of: run) } == """
                snapshots/epoch-0001.safetensors: the model of an epoch that is past is missing
                """)
    }

    @Test("the notes of a snapshot are sealed with it")
    func notes() throws {
        let file = TensorFile(
            tensors: [NamedTensor(name: "a", shape: [1], elements: [1])],
            metadata: ["epoch": "3", "format": "pt"])
        #expect(try file.sealed.unsealed(named: "f") == file)
        var changed = file.sealed
        changed.metadata["epoch"] = "4"
        #expect(
            refusal { _ = try changed.unsealed(named: "f") }
                == "f: is damaged: its tensors are not those that were saved")
    }

    @Test("nothing is published while the training has not ended")
    func early() throws {
        let (_, snapshots) = try stopped()
        #expect(
            refusal { try snapshots.publish(to: folder.path("out")) } == """
                snapshots/epoch-0003.safetensors: the model of an epoch that is past is missing
                """)
    }
}
