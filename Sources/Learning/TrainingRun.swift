internal import LinearAlgebra

/// A training: the network and everything its next step depends on.
///
/// A value: a copy taken between two steps continues to the same bytes. After the first step no
/// memory is allocated but by evaluations.
package struct TrainingRun: Sendable {
    package let configuration: TrainingConfiguration
    package private(set) var network: MultilayerPerceptron
    package private(set) var history = TrainingHistory()

    let training: RegressionData
    private let test: RegressionData?
    private let evaluationEpochs: [Int]
    private var velocities: Velocities
    private var forward: ForwardPass
    private var backward: BackwardPass
    private var orderStream: RandomStream
    /// The samples' order in the epoch at work.
    private var order: [Int]
    private var finishedEpochs = 0
    /// Steps done in the epoch at work and the sum of their losses.
    private var steps = 0
    private var lossSum = 0.0
    private var lastFiniteLoss: Double?

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
        forward = ForwardPass(for: network, capacity: capacity)
        backward = BackwardPass(for: network, capacity: capacity)
        orderStream = RandomStream(seed: configuration.seed, stream: "epoch-order")
        order = Array(0..<training.samples)
    }

    package var isFinished: Bool { finishedEpochs == configuration.epochs }
    private var stepsPerEpoch: Int { configuration.stepsPerEpoch(samples: training.samples) }

    /// Trains to the last epoch.
    ///
    /// - Parameter progress: called after a step at most four times a second, and after the last.
    /// - Throws: `diverged` at the first loss that is NaN or infinite.
    package mutating func run(
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws(TrainingError) {
        var meter = ProgressMeter()
        if history.evaluations.isEmpty { try evaluate() }
        while !isFinished {
            let samples = try step()
            let isLast = finishedEpochs + 1 == configuration.epochs && steps == stepsPerEpoch
            if let rate = meter.samplesPerSecond(afterAnother: samples, reportAnyway: isLast) {
                progress(
                    TrainingProgress(
                        epoch: finishedEpochs + 1, epochs: configuration.epochs,
                        step: steps, steps: stepsPerEpoch,
                        loss: lossSum / Double(steps), samplesPerSecond: rate))
            }
            if steps == stepsPerEpoch { try finishEpoch() }
        }
    }

    /// Takes the next batch of the epoch and moves the weights.
    ///
    /// - Returns: the number of samples in the batch.
    private mutating func step() throws(TrainingError) -> Int {
        if steps == 0 { orderStream.permute(&order) }
        let start = steps * configuration.batch
        let positions = start..<min(start + configuration.batch, training.samples)
        forward.run(network, on: training.features, order: order, positions: positions)
        let loss = backward.loss(
            of: forward, targets: training.targets, order: order, positions: positions)
        guard loss.isFinite else { throw divergence(loss, step: steps + 1) }
        backward.run(
            &network, velocities: &velocities, after: forward, samples: positions.count,
            optimiser: configuration.optimiser, learningRate: learningRate)
        steps += 1
        lossSum += loss
        lastFiniteLoss = loss
        return positions.count
    }

    private mutating func finishEpoch() throws(TrainingError) {
        history.epochs.append(
            TrainingHistory.Epoch(
                epoch: finishedEpochs + 1, learningRate: learningRate,
                runningLoss: lossSum / Double(steps)))
        finishedEpochs += 1
        steps = 0
        lossSum = 0
        if evaluationEpochs.contains(finishedEpochs) { try evaluate() }
    }

    /// Records the errors with the weights as they are.
    private mutating func evaluate() throws(TrainingError) {
        let trainMSE = network.meanSquaredError(on: training)
        let testMSE = test.map { network.meanSquaredError(on: $0) }
        for error in [trainMSE, testMSE ?? 0] where !error.isFinite {
            throw divergence(error, step: nil)
        }
        history.evaluations.append(
            TrainingHistory.Evaluation(
                epoch: finishedEpochs, trainMSE: trainMSE, testMSE: testMSE))
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
