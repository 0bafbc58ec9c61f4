internal import LinearAlgebra

/// A training: the network and everything its next step depends on.
///
/// A value: a copy taken between two steps continues to the same bytes, with any number of threads.
/// After the first step no buffer is allocated but by evaluations.
package struct TrainingRun: Sendable {
    package let configuration: TrainingConfiguration
    package private(set) var network: MultilayerPerceptron
    package private(set) var history = TrainingHistory()

    let training: RegressionData
    private let test: RegressionData?
    private let evaluationEpochs: [Int]
    private(set) var velocities: Velocities
    private var forward: ForwardPass
    private var backward: BackwardPass
    private var orderStream: RandomStream
    /// The samples' order in the epoch at work.
    private var order: [Int]
    package private(set) var finishedEpochs = 0
    /// Steps done in the epoch at work and the sum of their losses.
    package private(set) var steps = 0
    private(set) var lossSum = 0.0
    private(set) var lastFiniteLoss: Double?

    /// - Throws: `unusableData` when a data set does not fit the network.
    package init(
        _ network: MultilayerPerceptron, training: RegressionData, test: RegressionData? = nil,
        configuration: TrainingConfiguration
    ) throws(TrainingError) {
        try training.requireFit(network)
        try test?.requireFit(network)
        self.configuration = configuration
        self.network = network
        self.training = training
        self.test = test
        let capacity = min(configuration.batch, training.samples)
        evaluationEpochs = EvaluationEpochs.upTo(configuration.epochs)
        velocities = Velocities(for: network)
        forward = ForwardPass(for: network, capacity: capacity, forTraining: true)
        backward = BackwardPass(for: network, capacity: capacity)
        orderStream = RandomStream(seed: configuration.seed, stream: "epoch-order")
        order = Array(0..<training.samples)
    }

    /// Whether all epochs are done and evaluated.
    package var isFinished: Bool {
        finishedEpochs == configuration.epochs && !awaitsEvaluation
    }

    /// Whether an epoch has just ended whose error with fixed weights is wanted.
    package var awaitsEvaluation: Bool {
        steps == 0 && history.evaluations.last?.epoch != finishedEpochs
            && evaluationEpochs.contains(finishedEpochs)
    }

    private var stepsPerEpoch: Int { configuration.stepsPerEpoch(samples: training.samples) }

    /// Trains to the last epoch, or until it is stopped.
    ///
    /// - Parameters:
    ///   - threads: that compute, the calling one included; they end with this call.
    ///   - progress: called after a step at most four times a second, and after the last.
    ///   - goOn: asked between steps and during evaluations, with the training as it is; `checkpoint`
    ///     may be taken then.
    /// - Throws: `diverged` at the first loss that is NaN or infinite.
    package mutating func run(
        threads: Int = 1,
        progress: (TrainingProgress) -> Void = { _ in },
        while goOn: (TrainingRun) -> Bool = { _ in true }
    ) throws(TrainingError) {
        let team = ThreadTeam(threads: threads)
        var meter = ProgressMeter()
        while !isFinished {
            if awaitsEvaluation {
                guard try evaluate(with: team, while: goOn) else { return }
                continue
            }
            let samples = try step(with: team)
            let isLast = finishedEpochs + 1 == configuration.epochs && steps == stepsPerEpoch
            if let rate = meter.samplesPerSecond(afterAnother: samples, reportAnyway: isLast) {
                progress(
                    TrainingProgress(
                        epoch: finishedEpochs + 1, epochs: configuration.epochs,
                        step: steps, steps: stepsPerEpoch,
                        loss: lossSum / Double(steps), samplesPerSecond: rate))
            }
            if steps == stepsPerEpoch { finishEpoch() }
            guard goOn(self) else { return }
        }
    }

    /// Takes the next batch of the epoch and moves the weights.
    ///
    /// - Returns: the number of samples in the batch.
    private mutating func step(with team: ThreadTeam) throws(TrainingError) -> Int {
        if steps == 0 { orderStream.permute(&order) }
        let start = steps * configuration.batch
        let positions = start..<min(start + configuration.batch, training.samples)
        forward.run(
            network, on: training.features, order: order, positions: positions, team: team)
        let loss = backward.loss(
            of: forward, targets: training.targets, order: order, positions: positions)
        guard loss.isFinite else { throw divergence(loss, step: steps + 1) }
        backward.run(
            &network, velocities: &velocities, after: forward, samples: positions.count,
            optimiser: configuration.optimiser, learningRate: learningRate, team: team)
        steps += 1
        lossSum += loss
        lastFiniteLoss = loss
        return positions.count
    }

    private mutating func finishEpoch() {
        history.epochs.append(
            TrainingHistory.Epoch(
                epoch: finishedEpochs + 1, learningRate: learningRate,
                runningLoss: lossSum / Double(steps)))
        finishedEpochs += 1
        steps = 0
        lossSum = 0
    }

    /// Records the errors with the weights as they are.
    ///
    /// - Returns: whether it came to its end.
    private mutating func evaluate(
        with team: ThreadTeam, while goOn: (TrainingRun) -> Bool
    ) throws(TrainingError) -> Bool {
        let run = self
        guard
            let trainMSE = network.meanSquaredError(
                on: training, team: team, while: { goOn(run) })
        else { return false }
        var testMSE: Double?
        if let test {
            testMSE = network.meanSquaredError(on: test, team: team, while: { goOn(run) })
            guard testMSE != nil else { return false }
        }
        for error in [trainMSE, testMSE ?? 0] where !error.isFinite {
            throw divergence(error, step: nil)
        }
        history.evaluations.append(
            TrainingHistory.Evaluation(
                epoch: finishedEpochs, trainMSE: trainMSE, testMSE: testMSE))
        return true
    }

    /// Goes to where a checkpoint of the same training was taken.
    ///
    /// The order of the samples is drawn again, epoch by epoch, from the seed: it depends on nothing
    /// else.
    mutating func move(to state: TrainingState) {
        network = state.network
        velocities = state.velocities
        history = state.history
        (finishedEpochs, steps) = (state.finishedEpochs, state.steps)
        (lossSum, lastFiniteLoss) = (state.lossSum, state.lastFiniteLoss)
        orderStream = RandomStream(seed: configuration.seed, stream: "epoch-order")
        order = Array(0..<training.samples)
        for _ in 0..<finishedEpochs + (steps > 0 ? 1 : 0) { orderStream.permute(&order) }
    }

    /// The rate of the epoch at work.
    private var learningRate: Double {
        configuration.schedule.rate(
            configuration.optimiser.learningRate, epoch: finishedEpochs, of: configuration.epochs)
    }

    private func divergence(_ loss: Double, step: Int?) -> TrainingError {
        let epoch = step == nil ? finishedEpochs : finishedEpochs + 1
        return .diverged(
            Divergence(epoch: epoch, step: step, loss: loss, lastFiniteLoss: lastFiniteLoss))
    }
}
