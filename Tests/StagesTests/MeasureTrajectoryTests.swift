import Collapse
import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

/// `collapse.trajectory` beside `collapse.measure`, snapshot by snapshot.
@Suite struct MeasureTrajectoryTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private static let data = Dictionary(
        uniqueKeysWithValues: ["features", "targets", "test_features", "test_targets"]
            .map { ($0, GoldenFile.path("trained-\($0).npy")) })

    /// Snapshots of the epochs 0 … 3.
    private func snapshots() throws -> URL {
        try #require(
            try folder.run(
                .trainMultilayerPerceptron,
                [
                    "layers": .integer(3), "width": .integer(8), "learning_rate": .real(0.05),
                    "weight_decay": .real(1e-3), "epochs": .integer(3), "seed": .integer(2),
                    "snapshots": .text("listed"),
                ], inputs: Self.data)["snapshots"])
    }

    private func trajectory(
        of snapshots: URL, _ parameters: [String: RequestValue] = [:], place: String = "measured"
    ) throws -> Trajectory {
        let outputs = try folder.run(
            .measureTrajectory, parameters,
            inputs: Self.data.merging(["snapshots": snapshots.path]) { $1 }, in: place)
        return try Trajectory(json: Data(contentsOf: #require(outputs["trajectory"])))
    }

    @Test("every checkpoint has the numbers that the snapshot has on its own")
    func checkpoints() throws {
        let snapshots = try snapshots()
        let labels: [String: RequestValue] = ["labels": .mapping(["data": .text("D")])]
        let trajectory = try trajectory(of: snapshots, labels)
        #expect(trajectory.checkpoints.map(\.epoch) == [0, 1, 2, 3])
        #expect(trajectory.labels == ["data": "D"])
        #expect(trajectory.samples == trajectory.trainingSamples)
        for checkpoint in trajectory.checkpoints {
            let model = snapshots.appendingPathComponent("epoch-000\(checkpoint.epoch).safetensors")
            let outputs = try folder.run(
                .measureCollapse, inputs: Self.data.merging(["model": model.path]) { $1 },
                in: "alone")
            let alone = try ModelMeasurement(
                json: Data(contentsOf: #require(outputs["measurement"])))
            #expect(checkpoint.trainMSE == alone.trainMSE)
            // Here differences are taken in single precision, there in double.
            let (found, expected) = try (#require(checkpoint.testMSE), #require(alone.testMSE))
            #expect(abs(found - expected) <= 1e-6 * expected)
            #expect(checkpoint.decayBudget == alone.decayBudget)
            #expect(checkpoint.layers.map(\.noiseComponent) == alone.layers.map(\.noiseComponent))
            #expect(checkpoint.layers.map(\.cka) == alone.layers.map(\.cka))
            #expect(
                checkpoint.layers.map(\.featureWeightAlignment)
                    == alone.layers.map(\.featureWeightAlignment))
            #expect(
                checkpoint.layers.map(\.linearPredictionMSE)
                    == alone.layers.map(\.linearPredictionMSE))
        }
    }

    @Test("a part of the samples is the same each time, another with another seed, and told")
    func samples() throws {
        let snapshots = try snapshots()
        let part: [String: RequestValue] = ["samples": .integer(20)]
        let first = try trajectory(of: snapshots, part)
        #expect(first.samples == 20 && first.trainingSamples > 20)
        #expect(try trajectory(of: snapshots, part, place: "again") == first)
        let other = try trajectory(
            of: snapshots, part.merging(["samples_seed": .integer(1)]) { $1 }, place: "other")
        #expect(other.checkpoints.map(\.trainMSE) != first.checkpoints.map(\.trainMSE))
        let more = try trajectory(of: snapshots, ["samples": .integer(10_000)], place: "more")
        #expect(more.samples == more.trainingSamples)
    }

    // MARK: Refusals

    private func refusal(_ names: [String]) throws -> String {
        let place = folder.path("given")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for name in names { _ = try folder.write("", to: "given/\(name)") }
        return folder.refusal(
            .measureTrajectory, inputs: Self.data.merging(["snapshots": place]) { $1 })
    }

    @Test("a folder without snapshots says how to get them")
    func empty() throws {
        #expect(
            try refusal([]) == """
                '\(folder.path("given"))' holds no snapshots; ask train.mlp for them with \
                'snapshots: listed'
                """)
    }

    @Test(
        "a file that is no snapshot is named",
        arguments: [
            "model.safetensors", "epoch-1.txt", "epoch-.safetensors", "epoch--1.safetensors",
        ])
    func otherFile(name: String) throws {
        #expect(
            try refusal(["epoch-0001.safetensors", name]) == """
                '\(name)' is no snapshot: the folder holds nothing but models named \
                epoch-0001.safetensors and so on, as train.mlp leaves them
                """)
    }

    @Test("two snapshots of one epoch are refused")
    func twice() throws {
        #expect(
            try refusal(["epoch-0001.safetensors", "epoch-1.safetensors"])
                == "there are two snapshots of epoch 1; keep one of them")
    }
}
