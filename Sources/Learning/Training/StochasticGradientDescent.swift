/// Stochastic gradient descent with momentum and weight decay, as PyTorch defines it.
///
///     g ← g + weight_decay · w
///     v ← g                    on the first step
///     v ← momentum · v + g     later
///     w ← w − learning_rate · v
///
/// No dampening, no Nesterov momentum.
///
/// Source: `torch.optim.SGD`.
package struct StochasticGradientDescent: Sendable, Equatable, Codable {
    package var learningRate: Double
    package var momentum: Double
    package var weightDecay: Double

    package init(
        learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 0
    ) {
        precondition(learningRate.isFinite && learningRate > 0, "the learning rate is positive")
        precondition(0..<1 ~= momentum, "momentum lies in [0, 1)")
        precondition(weightDecay.isFinite && weightDecay >= 0, "weight decay is not negative")
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
    }

    /// How far decay alone shrinks the initial weights, to e^−B of their size:
    /// B = Σ learning_rate · weight_decay / (1 − momentum) over the steps of the first `last` epochs.
    ///
    /// Source: paper, section "Models".
    package func decayBudget(
        schedule: LearningRateSchedule, through last: Int, of epochs: Int, stepsPerEpoch: Int
    ) -> Double {
        let rates = (0..<last).reduce(0) {
            $0 + schedule.rate(learningRate, epoch: $1, of: epochs)
        }
        return rates * Double(stepsPerEpoch) * weightDecay / (1 - momentum)
    }
}
