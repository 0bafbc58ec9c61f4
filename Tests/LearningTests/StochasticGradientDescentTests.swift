import LinearAlgebra
import Testing

@testable import Learning

@Suite struct StochasticGradientDescentTests {
    /// Steps a network of one weight w on the sample x = 1, y = 0, whose gradient is 2w.
    private func trajectory(
        from start: Float, steps: Int, optimiser: StochasticGradientDescent
    ) -> [Float] {
        var network = MultilayerPerceptron(
            layers: [LinearLayer(weight: Matrix(rows: 1, columns: 1, elements: [start]))])
        var velocities = Velocities(for: network)
        let team = ThreadTeam(threads: 1)
        var forward = ForwardPass(for: network, capacity: 1)
        var backward = BackwardPass(for: network, capacity: 1)
        let one = Matrix<Float>(rows: 1, columns: 1, elements: [1])
        let zero = Matrix<Float>(rows: 1, columns: 1, elements: [0])
        return (0..<steps).map { _ in
            forward.run(network, on: one, order: [0], positions: 0..<1, team: team)
            _ = backward.loss(of: forward, targets: zero, order: [0], positions: 0..<1)
            backward.run(
                &network, velocities: &velocities, after: forward, samples: 1,
                optimiser: optimiser, learningRate: optimiser.learningRate, team: team)
            return network.layers[0].weight[0, 0]
        }
    }

    @Test("momentum adds to the velocity, weight decay to the gradient; every number is exact")
    func momentumAndDecay() {
        // g = 2w + 0.5w. From w = 1: v = 2.5, w = 1 − 0.25·2.5 = 0.375;
        // v = 0.5·2.5 + 2.5·0.375 = 2.1875, w = 0.375 − 0.546875 = −0.171875;
        // v = 0.5·2.1875 − 2.5·0.171875 = 0.6640625, w = −0.171875 − 0.166015625.
        let optimiser = StochasticGradientDescent(
            learningRate: 0.25, momentum: 0.5, weightDecay: 0.5)
        #expect(
            trajectory(from: 1, steps: 3, optimiser: optimiser)
                == [0.375, -0.171875, -0.337890625])
    }

    @Test("without momentum every step follows its own gradient")
    func noMomentum() {
        let optimiser = StochasticGradientDescent(learningRate: 0.25, momentum: 0)
        #expect(trajectory(from: 1, steps: 3, optimiser: optimiser) == [0.5, 0.25, 0.125])
    }

    @Test("ten steps agree with NumPy's", arguments: try Goldens.load().ten_steps)
    func tenSteps(_ golden: Goldens.TenSteps) {
        var network = golden.initialNetwork
        var velocities = Velocities(for: network)
        let team = ThreadTeam(threads: 1)
        var forward = ForwardPass(for: network, capacity: golden.batch)
        var backward = BackwardPass(for: network, capacity: golden.batch)
        let features = Matrix(golden.features).asFloat
        let targets = Matrix(golden.targets).asFloat
        let order = Array(0..<features.rows)
        let optimiser = StochasticGradientDescent(
            learningRate: golden.learning_rate, momentum: golden.momentum,
            weightDecay: golden.weight_decay)
        for (step, expected) in golden.losses.enumerated() {
            let positions = step * golden.batch..<(step + 1) * golden.batch
            forward.run(network, on: features, order: order, positions: positions, team: team)
            let loss = backward.loss(
                of: forward, targets: targets, order: order, positions: positions)
            backward.run(
                &network, velocities: &velocities, after: forward, samples: golden.batch,
                optimiser: optimiser, learningRate: golden.learning_rate, team: team)
            #expect(abs(loss - expected) <= 1e-6 * max(1, expected))
        }
        // Ten roundings of numbers below 1 to single precision, 6e-8 each.
        for (layer, (weight, bias)) in zip(
            network.layers, zip(golden.final_weights, golden.final_biases))
        {
            for (found, expected) in zip(layer.weight.elements, weight.joined()) {
                #expect(abs(Double(found) - expected) <= 1e-6)
            }
            #expect(layer.bias?.count == bias?.count)
            for (found, expected) in zip(layer.bias ?? [], bias ?? []) {
                #expect(abs(Double(found) - expected) <= 1e-6)
            }
        }
    }

    @Test("the decay budgets are the paper's")
    func decayBudget() {
        func budget(_ samples: Int, _ rate: Double, _ decay: Double, _ epochs: Int) -> Double {
            TrainingConfiguration(
                epochs: epochs, batch: 128,
                optimiser: StochasticGradientDescent(learningRate: rate, weightDecay: decay),
                seed: 1
            ).decayBudget(samples: samples)
        }
        // Swimmer, Reacher, Hopper and SGEMM with 80 % of their samples, to the digits printed.
        #expect(abs(budget(800, 0.1, 5e-3, 1000) - 12.9) < 0.05)
        #expect(abs(budget(800, 0.05, 1e-4, 1000) - 0.13) < 0.005)
        #expect(abs(budget(4000, 0.1, 1e-3, 1000) - 11.8) < 0.05)
        #expect(abs(budget(193_280, 0.005, 1e-3, 200) - 5.5) < 0.15)
    }
}
