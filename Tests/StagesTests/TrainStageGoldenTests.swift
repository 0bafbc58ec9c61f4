import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

/// `train.mlp` beside a NumPy training (`Golden/training_reference.py`) that draws its own initial
/// weights and orders: 6 epochs of 3 steps, the last of each on a short batch, both milestones.
@Suite struct TrainStageGoldenTests {
    /// The stage trains in single precision, the reference in double. The same NumPy training in
    /// single precision ends 2e-7 away in the weights (printed by the script), which are of the order
    /// of 1; ten times that leaves room for other orders of summation. A decay off by a hundredth
    /// moves a weight by 1e-4, another batch size by 1e-1.
    private static let tolerance = 2e-6
    /// For the same reason; found to be 7e-8.
    private static let relativeLossTolerance = 1e-6

    @Test("a trained network has NumPy's weights and losses", arguments: [0, 1])
    func training(index: Int) throws {
        let goldens = try GoldenFile.json("stage_training.json", as: Goldens.self)
        try #require(goldens.cases.count == 2)
        let golden = goldens.cases[index]
        let folder = try StageFolder()
        let outputs = try folder.run(
            .trainMultilayerPerceptron, golden.parameters.request,
            inputs: Dictionary(
                uniqueKeysWithValues: ["features", "targets", "test_features", "test_targets"]
                    .map { ($0, GoldenFile.path("trained-\($0).npy")) }))
        let tensors = try GoldenFile.tensors(#require(outputs["model"]))
        #expect(Set(tensors.keys) == Set(golden.tensors.keys))
        for (name, expected) in golden.tensors {
            let found = try #require(tensors[name])
            try #require(found.shape == expected.shape)
            let distance =
                zip(found.elements, expected.elements)
                .map { abs($0 - $1) }.max() ?? .infinity
            #expect(distance <= Self.tolerance, "\(name)")
        }
        let history = try String(contentsOf: #require(outputs["history"]), encoding: .utf8)
        try expectHistory(history, golden.history)
    }

    private func expectHistory(_ text: String, _ expected: [Epoch]) throws {
        let lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(
            lines.first == ["epoch", "learning_rate", "running_loss", "train_mse", "test_mse"])
        try #require(lines.count == expected.count + 1)
        for (fields, epoch) in zip(lines.dropFirst(), expected) {
            try #require(fields.count == 5)
            #expect(fields[0] == "\(epoch.epoch)")
            let wanted = [epoch.learningRate, epoch.runningLoss, epoch.trainMse, epoch.testMse]
            for (field, wanted) in zip(fields.dropFirst(), wanted) {
                guard let wanted else {
                    #expect(field.isEmpty)
                    continue
                }
                let found = try #require(Double(field))
                #expect(
                    abs(found - wanted) <= Self.relativeLossTolerance * wanted,
                    "epoch \(epoch.epoch)")
            }
        }
    }
}

private struct Goldens: Decodable {
    struct Case: Decodable {
        let parameters: Parameters
        let tensors: [String: GoldenFile.Tensor]
        let history: [Epoch]
    }

    let cases: [Case]
}

/// Without a rate and a running loss before the first step.
private struct Epoch: Decodable {
    let epoch: Int
    let learningRate: Double?
    let runningLoss: Double?
    let trainMse: Double?
    let testMse: Double?
}

private struct Parameters: Decodable {
    let layers: Int
    let width: Int
    let bias: Bool
    let initialScale: Double
    let learningRate: Double
    let momentum: Double
    let weightDecay: Double
    let schedule: String
    let epochs: Int
    let batch: Int
    let seed: Int

    var request: [String: RequestValue] {
        [
            "layers": .integer(layers), "width": .integer(width), "bias": .boolean(bias),
            "initial_scale": .real(initialScale), "learning_rate": .real(learningRate),
            "momentum": .real(momentum), "weight_decay": .real(weightDecay),
            "schedule": .text(schedule), "epochs": .integer(epochs), "batch": .integer(batch),
            "seed": .integer(seed),
        ]
    }
}
