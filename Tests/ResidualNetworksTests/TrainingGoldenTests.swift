import Foundation
import Images
import Kernels
import Learning
import LinearAlgebra
import Testing

@testable import ResidualNetworks

/// Beside PyTorch in double precision (`Golden/make_goldens.py`).
@Suite struct TrainingGoldenTests {
    /// Of a tensor's largest number, as for evaluations.
    private static let tolerance = 1e-4

    @Test("a batch's loss, running statistics and all gradients are PyTorch's", arguments: [0, 1])
    func step(index: Int) throws {
        let goldens = try Goldens.load()
        let golden = goldens.cases[index]
        let pictures = try goldens.formulaPictures(for: golden)
        defer { pictures.remove() }
        let network = formulaNetwork(golden.architecture)
        let count = goldens.pictures
        let trainer = try NetworkTrainer(network, data: pictures.data, batches: [count])
        let team = ThreadTeam(threads: 2)
        let forward = try #require(trainer.forward(Array(0..<count), next: [], team: team))
        let targets = pictures.data.targets
        let loss = MeanSquaredError.value(forward.predictions, targets)
        #expect(abs(loss - golden.loss) <= Self.tolerance * golden.loss)
        // The first step's velocities are the gradients; a rate of zero leaves the weights.
        trainer.backward(
            forward, MeanSquaredError.gradient(forward.predictions, targets, samples: count),
            nrc_sgd_factors(learning_rate: 0, weight_decay: 0, momentum: 0, gradient_share: 1),
            team: team)
        let gradients = Dictionary(
            uniqueKeysWithValues: trainer.velocities.map { ($0.name, $0.elements) })
        #expect(Set(gradients.keys) == Set(golden.gradients.keys))
        for (name, expected) in golden.gradients {
            expectSummary(try #require(gradients[name]), expected, name)
        }
        let trained = trainer.network
        for tensor in trained.tensors {
            if let expected = golden.running[tensor.name] {
                expectSummary(tensor.elements, expected, tensor.name)
            } else {
                #expect(tensor == network.tensor(tensor.name), "moved at a rate of zero")
            }
        }
    }

    private func expectSummary(_ found: [Float], _ expected: Goldens.Summary, _ name: String) {
        let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(norm - expected.norm) <= Self.tolerance * expected.norm, "\(name)")
        for (place, value) in zip(expected.places, expected.values) {
            #expect(
                abs(Double(found[place]) - value) <= Self.tolerance * expected.largest, "\(name)")
        }
    }
}
