/// How a network is trained.
package struct TrainingConfiguration: Sendable, Equatable, Codable {
    package var epochs: Int
    /// Samples in a batch; the last batch of an epoch may be smaller.
    package var batch: Int
    package var optimiser: StochasticGradientDescent
    package var schedule: LearningRateSchedule
    /// Seeds the stream `epoch-order`.
    package var seed: UInt64

    package init(
        epochs: Int, batch: Int, optimiser: StochasticGradientDescent,
        schedule: LearningRateSchedule = .stepsAtThirds, seed: UInt64
    ) {
        precondition(epochs >= 0, "a training has no negative number of epochs")
        precondition(batch > 0, "a batch has at least one sample")
        self.epochs = epochs
        self.batch = batch
        self.optimiser = optimiser
        self.schedule = schedule
        self.seed = seed
    }

    /// Steps in an epoch over so many samples.
    package func stepsPerEpoch(samples: Int) -> Int {
        samples / batch + (samples % batch == 0 ? 0 : 1)
    }

    /// The decay budget of a training on so many samples.
    package func decayBudget(samples: Int) -> Double {
        decayBudget(samples: samples, through: epochs)
    }

    /// The part of it that has been spent at the end of an epoch.
    package func decayBudget(samples: Int, through epoch: Int) -> Double {
        optimiser.decayBudget(
            schedule: schedule, through: epoch, of: epochs,
            stepsPerEpoch: stepsPerEpoch(samples: samples))
    }
}
