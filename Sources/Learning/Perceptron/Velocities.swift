internal import Kernels
internal import LinearAlgebra

/// The optimiser's memory of a network: a velocity for each parameter.
struct Velocities: Sendable, Equatable {
    /// The velocities of one layer's parameters, in their order.
    struct Layer: Sendable, Equatable {
        var weight: [Float]
        /// Empty for a layer without biases.
        var bias: [Float]
    }

    var layers: [Layer]
    /// The first step makes the velocity, whatever stood there.
    private var isFirstStep: Bool

    init(for network: MultilayerPerceptron) {
        layers = network.layers.map { layer in
            Layer(
                weight: Array(repeating: 0, count: layer.weight.elements.count),
                bias: Array(repeating: 0, count: layer.bias?.count ?? 0))
        }
        isFirstStep = true
    }

    /// Those of a training that has taken at least one step, or none.
    init(layers: [Layer], isFirstStep: Bool) {
        self.layers = layers
        self.isFirstStep = isFirstStep
    }

    /// What each number of the next step is multiplied by.
    func factors(
        of optimiser: StochasticGradientDescent, learningRate: Double
    ) -> nrc_sgd_factors {
        nrc_sgd_factors(
            learning_rate: Float(learningRate), weight_decay: Float(optimiser.weightDecay),
            momentum: isFirstStep ? 0 : Float(optimiser.momentum), gradient_share: 1)
    }

    /// Says that a step has moved all parameters.
    mutating func finishStep() { isFirstStep = false }
}
