import LinearAlgebra
import Testing

@testable import Learning

@Suite struct TrainingRunTests {
    /// Targets a small random network gives for random features.
    private func teacherData(
        _ name: String, samples: Int, inputs: Int = 5, outputs: Int = 2, seed: UInt64
    ) throws -> RegressionData {
        let teacher = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: inputs, width: 4, depth: 2, outputs: outputs, initialScale: 2), seed: 99)
        let features = normal(samples, inputs, seed: seed)
        return try RegressionData(
            name: name, features: features, targets: teacher.predictions(features))
    }

    private func configuration(
        epochs: Int, batch: Int, rate: Double = 0.05, decay: Double = 1e-4, seed: UInt64 = 7
    ) -> TrainingConfiguration {
        TrainingConfiguration(
            epochs: epochs, batch: batch,
            optimiser: StochasticGradientDescent(learningRate: rate, weightDecay: decay),
            seed: seed)
    }

    private func student(
        inputs: Int = 5, depth: Int = 3, outputs: Int = 2, hasBiases: Bool = false
    ) -> MultilayerPerceptron {
        MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: inputs, width: 32, depth: depth, outputs: outputs, hasBiases: hasBiases),
            seed: 3)
    }

    @Test("training on a teacher's targets lowers train and test loss a hundredfold")
    func learns() throws {
        var run = try TrainingRun(
            student(), training: teacherData("train", samples: 300, seed: 1),
            test: teacherData("test", samples: 100, seed: 2),
            configuration: configuration(epochs: 90, batch: 32))
        try run.run()
        let first = try #require(run.history.evaluations.first)
        let last = try #require(run.history.evaluations.last)
        #expect(last.trainMSE < 0.01 * first.trainMSE)
        #expect(try #require(last.testMSE) < 0.01 * #require(first.testMSE))
        let error = run.network.meanSquaredError(
            on: run.training, team: ThreadTeam(threads: 1), while: { true })
        #expect(last.trainMSE == error)
    }

    @Test("the same seed gives the same bytes, another order gives others")
    func reproducible() throws {
        func train(seed: UInt64) throws -> TrainingRun {
            var run = try TrainingRun(
                student(hasBiases: true), training: teacherData("train", samples: 100, seed: 1),
                configuration: configuration(epochs: 4, batch: 16, seed: seed))
            try run.run()
            return run
        }
        let (first, second) = (try train(seed: 1), try train(seed: 1))
        #expect(first.network == second.network)
        #expect(first.history == second.history)
        #expect(try train(seed: 2).network != first.network)
    }

    @Test("an epoch takes each sample once, in the seed's order, the last batch short")
    func epochOrder() throws {
        let data = try teacherData("train", samples: 10, seed: 1)
        let configuration = configuration(epochs: 1, batch: 4, rate: 0.5)
        var run = try TrainingRun(student(), training: data, configuration: configuration)
        try run.run()

        var network = student()
        var stream = RandomStream(seed: 7, stream: "epoch-order")
        var order = Array(repeating: 0, count: 10)
        stream.permute(&order)
        var velocities = Velocities(for: network)
        let team = ThreadTeam(threads: 1)
        var forward = ForwardPass(for: network, capacity: 4)
        var backward = BackwardPass(for: network, capacity: 4)
        // One epoch of one: both milestones fall on epoch 0.
        let rate = 0.5 * 0.1 * 0.1
        var losses: [Double] = []
        for positions in [0..<4, 4..<8, 8..<10] {
            forward.run(network, on: data.features, order: order, positions: positions, team: team)
            losses.append(
                backward.loss(
                    of: forward, targets: data.targets, order: order, positions: positions))
            backward.run(
                &network, velocities: &velocities, after: forward, samples: positions.count,
                optimiser: configuration.optimiser, learningRate: rate, team: team)
        }
        #expect(run.network == network)
        #expect(
            run.history.epochs == [
                TrainingHistory.Epoch(
                    epoch: 1, learningRate: rate,
                    runningLoss: (losses[0] + losses[1] + losses[2]) / 3)
            ])
    }

    @Test("a full batch in any order is the gradient of the whole loss")
    func batchLargerThanData() throws {
        let data = try teacherData("train", samples: 9, seed: 1)
        func train(batch: Int) throws -> MultilayerPerceptron {
            var run = try TrainingRun(
                student(), training: data, configuration: configuration(epochs: 3, batch: batch))
            try run.run()
            return run.network
        }
        #expect(try train(batch: 9) == train(batch: 1000))
    }

    @Test("one linear layer with t = 1 finds the least-squares solution")
    func linearRegression() throws {
        var configuration = configuration(epochs: 60, batch: 20, decay: 0)
        configuration.schedule = .constant
        let features = normal(200, 3, seed: 1)
        let truth = Matrix<Float>([[0.5, -1, 2]])
        let targets = product(features, truth, transposingRight: true)
        var run = try TrainingRun(
            student(inputs: 3, depth: 1, outputs: 1),
            training: RegressionData(name: "train", features: features, targets: targets),
            configuration: configuration)
        try run.run()
        for (found, expected) in zip(run.network.layers[0].weight.elements, truth.elements) {
            // Exact targets: what is left after 600 steps is rounding, some units of 2⁻²⁴ · 2.
            #expect(abs(found - expected) < 2e-6)
        }
    }

    @Test("history: rates by the schedule, evaluations at the paper's epochs, first and last")
    func history() throws {
        var run = try TrainingRun(
            student(), training: teacherData("train", samples: 20, seed: 1),
            configuration: configuration(epochs: 18, batch: 10, rate: 0.1))
        try run.run()
        #expect(run.history.epochs.map(\.epoch) == Array(1...18))
        #expect(Set(run.history.epochs[..<6].map(\.learningRate)) == [0.1])
        #expect(Set(run.history.epochs[6..<12].map(\.learningRate)) == [0.1 * 0.1])
        #expect(Set(run.history.epochs[12...].map(\.learningRate)) == [0.1 * 0.1 * 0.1])
        #expect(run.history.evaluations.map(\.epoch) == Array(0...14) + [16, 17, 18])
        #expect(run.history.evaluations.allSatisfy { $0.testMSE == nil })
    }

    @Test("no epochs: the network stays as it is and is evaluated once")
    func noEpochs() throws {
        var run = try TrainingRun(
            student(), training: teacherData("train", samples: 20, seed: 1),
            configuration: configuration(epochs: 0, batch: 10))
        try run.run()
        #expect(run.network == student())
        #expect(run.history.evaluations.map(\.epoch) == [0])
        #expect(run.isFinished)
    }

    @Test("the last step is always reported, with the epoch's mean loss")
    func progress() throws {
        var run = try TrainingRun(
            student(), training: teacherData("train", samples: 50, seed: 1),
            configuration: configuration(epochs: 5, batch: 16))
        var reports: [TrainingProgress] = []
        try run.run { reports.append($0) }
        let last = try #require(reports.last)
        #expect([last.epoch, last.epochs, last.step, last.steps] == [5, 5, 4, 4])
        #expect(last.loss == run.history.epochs.last?.runningLoss)
        #expect(last.samplesPerSecond > 0)
    }

    @Test("a loss that becomes infinite or NaN stops the training and says where")
    func divergence() throws {
        var run = try TrainingRun(
            student(), training: teacherData("train", samples: 64, seed: 1),
            configuration: configuration(epochs: 50, batch: 16, rate: 1e6))
        do {
            try run.run()
            Issue.record("a learning rate of a million went well")
        } catch TrainingError.diverged(let divergence) {
            #expect(!divergence.loss.isFinite)
            #expect(divergence.epoch >= 1)
            #expect(divergence.lastFiniteLoss?.isFinite == true)
        }
    }

    @Test("a divergence reads well")
    func divergenceText() {
        let inEpoch = Divergence(epoch: 3, step: 2, loss: .nan, lastFiniteLoss: 1.5)
        #expect(
            TrainingError.diverged(inEpoch).description
                == "the loss became nan at epoch 3, step 2 (the last good loss was 1.5); "
                + "try a lower learning rate")
        let atEnd = Divergence(epoch: 1, step: nil, loss: .infinity, lastFiniteLoss: nil)
        #expect(
            TrainingError.diverged(atEnd).description
                == "the loss became inf at the end of epoch 1 (no step went well); "
                + "try a lower learning rate")
        // The sign bit of a NaN says nothing.
        let before = Divergence(epoch: 0, step: nil, loss: -.nan, lastFiniteLoss: nil)
        #expect(
            TrainingError.diverged(before).description
                == "the network as it begins has the loss nan; lower the initial scale, or "
                + "rescale the data")
    }

    @Test("a data set that does not fit the network is refused before training")
    func misfit() throws {
        let data = try teacherData("train", samples: 8, seed: 1)
        let wide = try teacherData("test", samples: 4, inputs: 6, seed: 1)
        #expect(
            throws: TrainingError.unusableData(
                "test features [4, 6] do not fit the network, which takes 5 inputs")
        ) {
            try TrainingRun(
                student(), training: data, test: wide,
                configuration: configuration(epochs: 1, batch: 4))
        }
        #expect(
            throws: TrainingError.unusableData(
                "train targets [8, 2] do not fit the network, which gives 3 outputs")
        ) {
            try TrainingRun(
                student(outputs: 3), training: data,
                configuration: configuration(epochs: 1, batch: 4))
        }
    }
}
