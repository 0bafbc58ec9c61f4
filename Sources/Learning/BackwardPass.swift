internal import Kernels
internal import LinearAlgebra

/// The backward pass of a batch and the step it ends in, in buffers allocated once.
///
/// From the last layer to the first: the gradient of the layer's inputs (which needs the weights
/// as they were), the gradient of its parameters, and at once their step, while the gradient is
/// still in cache. So one buffer, as large as the largest layer, holds the gradient of each.
struct BackwardPass: Sendable {
    /// ∂L/∂(outputs of the layer at hand) `[samples, outputs]`.
    private var outputGradient: [Float]
    /// ∂L/∂(inputs of the layer at hand) `[samples, inputs]`.
    private var inputGradient: [Float]
    private var weightGradient: [Float]
    private var biasGradient: [Float]
    /// The batch's targets `[samples, outputs]`.
    private var targets: [Float]

    init(for network: MultilayerPerceptron, capacity: Int) {
        let widest = network.layers.map { max($0.inputs, $0.outputs) }.max() ?? 0
        let largest = network.layers.map { $0.weight.elements.count }.max() ?? 0
        outputGradient = Array(repeating: 0, count: capacity * widest)
        inputGradient = outputGradient
        weightGradient = Array(repeating: 0, count: largest)
        biasGradient = Array(repeating: 0, count: widest)
        targets = Array(repeating: 0, count: capacity * network.outputs)
    }

    /// Takes the targets of a batch, the rows `order[positions]`, and compares the predictions.
    ///
    /// - Returns: the batch's loss; its gradient is kept for `run`.
    mutating func loss(
        of forward: ForwardPass, targets all: Matrix<Float>, order: [Int], positions: Range<Int>
    ) -> Double {
        gatherRows(of: all, order: order, positions: positions, into: &targets)
        return MeanSquaredError.value(
            forward.predictions, targets, count: positions.count * all.columns,
            gradient: &outputGradient)
    }

    /// Propagates the loss gradient through the network and moves each layer against its own.
    mutating func run(
        _ network: inout MultilayerPerceptron, velocities: inout Velocities,
        after forward: ForwardPass, samples: Int,
        optimiser: StochasticGradientDescent, learningRate: Double
    ) {
        for index in network.layers.indices.reversed() {
            let inputs = forward.activations[index]
            if index > 0 {
                propagate(through: network.layers[index], inputs: inputs, samples: samples)
            }
            differentiate(network.layers[index], inputs: inputs, samples: samples)
            velocities.move(
                &network.layers[index], at: index, weightGradient: weightGradient,
                biasGradient: biasGradient, by: optimiser, learningRate: learningRate)
            swap(&outputGradient, &inputGradient)
        }
    }

    /// Sets the gradient of the layer's inputs, which a ReLU made: zero where it was shut.
    private mutating func propagate(through layer: LinearLayer, inputs: [Float], samples: Int) {
        LayerProducts.inputGradient(
            of: layer.weight, outputGradient: outputGradient, samples: samples,
            into: &inputGradient)
        unsafe nrc_relu_gradient(&inputGradient, inputs, samples * layer.inputs)
    }

    /// Sets the gradient of the layer's parameters.
    private mutating func differentiate(_ layer: LinearLayer, inputs: [Float], samples: Int) {
        LayerProducts.weightGradient(
            of: layer.weight, outputGradient: outputGradient, inputs: inputs, samples: samples,
            into: &weightGradient)
        if layer.bias != nil {
            unsafe nrc_column_sums(outputGradient, samples, layer.outputs, &biasGradient)
        }
    }
}
