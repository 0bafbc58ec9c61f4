internal import LinearAlgebra

/// Where a training stands, whatever it trains: epochs and steps done, losses, the samples' order.
///
/// A value: a copy taken between two steps goes on in the same way.
package struct TrainingCourse: Sendable {
    package let configuration: TrainingConfiguration
    /// Of the training set.
    package let samples: Int
    package private(set) var history = TrainingHistory()
    package private(set) var finishedEpochs = 0
    /// Steps done in the epoch at work and the sum of their losses.
    package private(set) var steps = 0
    private(set) var lossSum = 0.0
    private(set) var lastFiniteLoss: Double?
    /// The samples' order in the epoch at work.
    package private(set) var order: [Int]
    private var orderStream: RandomStream
    private let evaluationEpochs: [Int]

    package init(_ configuration: TrainingConfiguration, samples: Int) {
        self.configuration = configuration
        self.samples = samples
        evaluationEpochs = EvaluationEpochs.upTo(configuration.epochs)
        orderStream = RandomStream(seed: configuration.seed, stream: "epoch-order")
        order = Array(0..<samples)
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

    package var stepsPerEpoch: Int { configuration.stepsPerEpoch(samples: samples) }
    package var isLastEpoch: Bool { finishedEpochs + 1 == configuration.epochs }
    /// Whether the epoch's steps are done, which `finishEpoch` is to be told.
    package var isEpochDone: Bool { steps == stepsPerEpoch }

    /// The rate of the epoch at work.
    package var learningRate: Double { learningRate(finishedEpochs) }

    /// - Parameter epoch: counted from 0.
    private func learningRate(_ epoch: Int) -> Double {
        configuration.schedule.rate(
            configuration.optimiser.learningRate, epoch: epoch, of: configuration.epochs)
    }

    /// Draws the order of an epoch that begins.
    ///
    /// - Returns: the places in `order` of the next step's samples.
    package mutating func nextBatch() -> Range<Int> {
        if steps == 0 { orderStream.permute(&order) }
        let start = steps * configuration.batch
        return start..<min(start + configuration.batch, samples)
    }

    /// The number of the next step's samples.
    package var nextCount: Int { min(configuration.batch, samples - steps * configuration.batch) }

    /// - Throws: `diverged` for a loss that is NaN or infinite, before anything is moved by it.
    package func requireFinite(_ loss: Double) throws(TrainingError) {
        guard loss.isFinite else { throw divergence(loss, step: steps + 1) }
    }

    /// Counts a step that was done, and its loss.
    package mutating func finishStep(loss: Double) {
        steps += 1
        lossSum += loss
        lastFiniteLoss = loss
    }

    package mutating func finishEpoch() {
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
    /// - Throws: `diverged` when one of them is NaN or infinite.
    package mutating func record(trainMSE: Double, testMSE: Double?) throws(TrainingError) {
        for error in [trainMSE, testMSE ?? 0] where !error.isFinite {
            throw divergence(error, step: nil)
        }
        history.evaluations.append(
            TrainingHistory.Evaluation(
                epoch: finishedEpochs, trainMSE: trainMSE, testMSE: testMSE))
    }

    /// What to tell of the step that was done last.
    package func progress(samplesPerSecond: Double) -> TrainingProgress {
        TrainingProgress(
            epoch: finishedEpochs + 1, epochs: configuration.epochs, step: steps,
            steps: stepsPerEpoch, loss: lossSum / Double(steps), samplesPerSecond: samplesPerSecond)
    }

    private func divergence(_ loss: Double, step: Int?) -> TrainingError {
        let epoch = step == nil ? finishedEpochs : finishedEpochs + 1
        return .diverged(
            Divergence(epoch: epoch, step: step, loss: loss, lastFiniteLoss: lastFiniteLoss))
    }
}

// MARK: Saving

extension TrainingCourse {
    /// Goes to where another course of the same training stood.
    ///
    /// The order of the samples is drawn again, epoch by epoch, from the seed: it depends on nothing
    /// else.
    ///
    /// - Parameter losses: the running loss of each finished epoch.
    mutating func move(to facts: CheckpointFacts, losses: [Double]) {
        history = TrainingHistory(
            epochs: losses.enumerated().map { epoch, loss in
                TrainingHistory.Epoch(
                    epoch: epoch + 1, learningRate: learningRate(epoch), runningLoss: loss)
            }, evaluations: facts.evaluations)
        (finishedEpochs, steps) = (facts.finishedEpochs, facts.steps)
        lossSum = Double(bitPattern: facts.lossSum)
        lastFiniteLoss = facts.lastFiniteLoss.map { Double(bitPattern: $0) }
        orderStream = RandomStream(seed: configuration.seed, stream: "epoch-order")
        order = Array(0..<samples)
        for _ in 0..<finishedEpochs + (steps > 0 ? 1 : 0) { orderStream.permute(&order) }
    }
}
