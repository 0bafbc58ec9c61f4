import LinearAlgebra
import Testing

@testable import Learning

@Suite struct GradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let depth: Int
        let outputs: Int
        let hasBiases: Bool
        let batch: Int
        var testDescription: String {
            "depth \(depth), t = \(outputs), biases \(hasBiases), batch of \(batch)"
        }
    }

    static let cases = (1...4).flatMap { depth in
        [(1, false, 5), (3, true, 5), (2, true, 1), (1, false, 1)].map {
            Case(depth: depth, outputs: $0.0, hasBiases: $0.1, batch: $0.2)
        }
    }

    @Test("every gradient agrees with the finite difference of a naive network", arguments: cases)
    func finiteDifferences(_ example: Case) {
        let architecture = MultilayerPerceptronArchitecture(
            inputs: 4, width: 5, depth: example.depth, outputs: example.outputs,
            hasBiases: example.hasBiases, initialScale: 1.7)
        let network = MultilayerPerceptron(architecture: architecture, seed: 11)
        let features = normal(example.batch, 4, seed: 1)
        let targets = normal(example.batch, example.outputs, seed: 2)
        let gradients = gradients(of: network, features, targets)
        var reference = ReferenceNetwork(network)
        var largest = 0.0
        for (index, layer) in network.layers.enumerated() {
            for row in 0..<layer.outputs {
                for column in 0..<layer.inputs {
                    let expected = reference.slope(features, targets) {
                        $0.weights[index][row][column] += $1
                    }
                    let found = Double(gradients[index].weight[row * layer.inputs + column])
                    // Single precision through at most four layers of sums over five numbers.
                    #expect(abs(found - expected) <= 2e-6 * max(1, abs(expected)))
                    largest = max(largest, abs(expected))
                }
                guard layer.bias != nil else { continue }
                let expected = reference.slope(features, targets) {
                    $0.biases[index]?[row] += $1
                }
                let found = Double(gradients[index].bias[row])
                #expect(abs(found - expected) <= 2e-6 * max(1, abs(expected)))
            }
        }
        #expect(largest > 0.01, "the comparison needs gradients that are not all zero")
    }

    /// One step's gradients: without weight decay the first velocities.
    private func gradients(
        of network: MultilayerPerceptron, _ features: Matrix<Float>, _ targets: Matrix<Float>
    ) -> [Velocities.Layer] {
        var network = network
        var velocities = Velocities(for: network)
        let team = ThreadTeam(threads: 1)
        var forward = ForwardPass(for: network, capacity: features.rows + 3)
        var backward = BackwardPass(for: network, capacity: features.rows + 3)
        let order = Array(0..<features.rows)
        forward.run(network, on: features, order: order, positions: 0..<features.rows, team: team)
        _ = backward.loss(
            of: forward, targets: targets, order: order, positions: 0..<features.rows)
        backward.run(
            &network, velocities: &velocities, after: forward, samples: features.rows,
            optimiser: StochasticGradientDescent(learningRate: 0.1), learningRate: 0.1, team: team)
        return velocities.layers
    }
}
