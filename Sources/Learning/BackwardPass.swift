internal import Kernels
internal import LinearAlgebra

/// The backward pass of a batch and the step it ends in, in buffers allocated once.
///
/// From the last layer to the first, one task of the team a layer: it propagates the gradient
/// through layer i, which needs that layer's weights as they were, and differentiates and moves
/// layer i + 1, whose weights nobody needs any more. A piece of a layer is moved by the thread that
/// computed its gradient, while it is in that core's cache; so one buffer, as large as the largest
/// layer, holds the gradient of each.
struct BackwardPass: Sendable {
    /// ∂L/∂(outputs of layer i + 1) `[samples, outputs]`, when layer i is at hand.
    private var laterGradient: [Float]
    /// ∂L/∂(outputs of layer i) `[samples, outputs]`.
    private var outputGradient: [Float]
    /// ∂L/∂(inputs of layer i) `[samples, inputs]`.
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
        laterGradient = outputGradient
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
        optimiser: StochasticGradientDescent, learningRate: Double, team: ThreadTeam
    ) {
        let factors = velocities.factors(of: optimiser, learningRate: learningRate)
        let last = network.layers.count - 1
        for index in stride(from: last, through: -1, by: -1) {
            let propagation =
                index > 0
                ? Propagation(
                    layer: network.layers[index], inputs: forward.activations[index],
                    outputGradient: outputGradient, samples: samples)
                : nil
            let later = index + 1
            if later <= last {
                let change = LayerChange(
                    shape: LayerShape(network.layers[later]), inputs: forward.activations[later],
                    outputGradient: laterGradient, samples: samples, factors: factors)
                perform(
                    propagation, change, on: &network.layers[later],
                    velocities: &velocities.layers[later], team: team)
            } else if let propagation {
                perform(propagation, team: team)
            }
            swap(&laterGradient, &outputGradient)
            swap(&outputGradient, &inputGradient)
        }
        velocities.finishStep()
    }

    private mutating func perform(_ propagation: Propagation, team: ThreadTeam) {
        SharedNumbers.of(&inputGradient) { inputGradient in
            team.perform(pieces: propagation.pieces.count) { piece in
                propagation.compute(piece, into: inputGradient)
            }
        }
    }

    /// Propagates through one layer and moves another.
    private mutating func perform(
        _ propagation: Propagation?, _ change: LayerChange, on layer: inout LinearLayer,
        velocities: inout Velocities.Layer, team: ThreadTeam
    ) {
        SharedNumbers.of(&layer.weight.elements, &velocities.weight) { weights, velocities in
            SharedNumbers.of(&inputGradient, &weightGradient) { inputGradient, weightGradient in
                // The change comes first: its weights are in cache from their own propagation, and
                // it takes longer.
                let first = change.pieces.count
                team.perform(pieces: first + (propagation?.pieces.count ?? 0)) { piece in
                    guard piece < first else {
                        propagation?.compute(piece - first, into: inputGradient)
                        return
                    }
                    change.compute(
                        piece, gradient: weightGradient, weights: weights, velocities: velocities)
                }
            }
        }
        change.moveBias(of: &layer, velocities: &velocities.bias, gradient: &biasGradient)
    }
}

/// The gradient of a layer's inputs, which a ReLU made: zero where it was shut.
private struct Propagation: Sendable {
    let layer: LinearLayer
    let inputs: [Float]
    let outputGradient: [Float]
    let samples: Int

    /// Of the columns.
    var pieces: Pieces { .ofGradients(layer.inputs) }

    func compute(_ piece: Int, into gradient: SharedNumbers) {
        let columns = pieces[piece]
        LayerProducts.inputGradient(
            columns, of: layer.weight, outputGradient: outputGradient, samples: samples,
            into: gradient)
        let stride = layer.inputs
        let needed = (samples - 1) * stride + columns.count
        precondition(columns.lowerBound + needed <= inputs.count, "activations are missing")
        unsafe inputs.withUnsafeBufferPointer { inputs in
            guard let inputs = inputs.baseAddress else { return }
            unsafe nrc_relu_gradient(
                gradient.pointer(at: columns.lowerBound, needed: needed),
                inputs + columns.lowerBound, stride, samples, columns.count)
        }
    }
}

/// The gradient of a layer's parameters and their step against it.
private struct LayerChange: Sendable {
    let shape: LayerShape
    let inputs: [Float]
    let outputGradient: [Float]
    let samples: Int
    let factors: nrc_sgd_factors

    /// Of the rows of the weights.
    var pieces: Pieces { .ofGradients(shape.outputs) }

    func compute(
        _ piece: Int, gradient: SharedNumbers, weights: SharedNumbers, velocities: SharedNumbers
    ) {
        let rows = pieces[piece]
        LayerProducts.weightGradient(
            rows, of: shape, outputGradient: outputGradient, inputs: inputs, samples: samples,
            into: gradient)
        let start = rows.lowerBound * shape.inputs
        let count = rows.count * shape.inputs
        unsafe nrc_sgd_step(
            weights.pointer(at: start, needed: count),
            velocities.pointer(at: start, needed: count),
            gradient.pointer(at: start, needed: count), count, factors)
    }

    /// Moves the biases, if there are any: too little work to share.
    func moveBias(of layer: inout LinearLayer, velocities: inout [Float], gradient: inout [Float]) {
        guard layer.bias != nil else { return }
        precondition(
            min(velocities.count, gradient.count) >= shape.outputs, "a buffer is too small")
        unsafe nrc_column_sums(outputGradient, samples, shape.outputs, &gradient)
        unsafe layer.bias?.withUnsafeMutableBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            unsafe nrc_sgd_step(bias, &velocities, gradient, shape.outputs, factors)
        }
    }
}
