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

    private(set) var layers: [Layer]
    /// The first step takes the gradient as it is, whatever the dampening.
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

    /// Moves one layer's parameters against their gradients, which may be longer than needed.
    ///
    /// The last layer of a backward pass is layer 0: when it has moved, the step is complete.
    mutating func move(
        _ layer: inout LinearLayer, at index: Int, weightGradient: [Float], biasGradient: [Float],
        by optimiser: StochasticGradientDescent, learningRate: Double
    ) {
        precondition(weightGradient.count >= layer.weight.elements.count, "gradients are missing")
        let settled = optimiser.momentum > 0 && !isFirstStep
        let factors = nrc_sgd_factors(
            learning_rate: Float(learningRate), weight_decay: Float(optimiser.weightDecay),
            momentum: settled ? Float(optimiser.momentum) : 0,
            gradient_share: settled ? Float(1 - optimiser.dampening) : 1)
        unsafe nrc_sgd_step(
            &layer.weight.elements, &layers[index].weight, weightGradient,
            layers[index].weight.count, factors)
        if let count = layer.bias?.count {
            precondition(biasGradient.count >= count, "gradients are missing")
            unsafe layer.bias?.withUnsafeMutableBufferPointer { bias in
                guard let bias = bias.baseAddress else { return }
                unsafe nrc_sgd_step(bias, &layers[index].bias, biasGradient, count, factors)
            }
        }
        if index == 0 { isFirstStep = false }
    }
}
