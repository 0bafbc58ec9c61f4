/// What a training leaves to look at, beside the network.
package struct TrainingHistory: Sendable, Equatable {
    /// One finished epoch.
    package struct Epoch: Sendable, Equatable {
        /// Counted from 1.
        package let epoch: Int
        package let learningRate: Double
        /// The mean of the batches' losses, each taken before its step: what the authors plot.
        package let runningLoss: Double
    }

    /// The errors with the weights as they were at the end of an epoch.
    package struct Evaluation: Sendable, Equatable, Codable {
        /// 0 is before the first step.
        package let epoch: Int
        package let trainMSE: Double
        /// Nil when there is no test set.
        package let testMSE: Double?
    }

    package internal(set) var epochs: [Epoch] = []
    package internal(set) var evaluations: [Evaluation] = []
}

/// Where a training stands.
package struct TrainingProgress: Sendable {
    /// The epoch at work, counted from 1.
    package let epoch: Int
    package let epochs: Int
    /// Steps done in this epoch, and how many it has.
    package let step: Int
    package let steps: Int
    /// The mean loss of the epoch's batches so far.
    package let loss: Double
    /// Since the training began or was resumed; evaluations count as time.
    package let samplesPerSecond: Double
}
