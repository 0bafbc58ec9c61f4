internal import Kernels
internal import LinearAlgebra

/// The backward pass of a batch and the step it ends in, in buffers allocated once.
///
/// From the last layer to the first, one task of the team a layer: it propagates the gradient
/// through layer i, which needs that layer's weights as they were, and differentiates and moves
/// layer i + 1, whose weights nobody needs any more. The gradient of the weights is never stored: each
/// tile of it moves its weights while it is in registers.
struct BackwardPass: Sendable {
    /// ∂L/∂(outputs of layer i + 1), when layer i is at hand.
    private var laterGradient: AlignedNumbers<Float>
    /// ∂L/∂(outputs of layer i).
    private var outputGradient: AlignedNumbers<Float>
    /// ∂L/∂(inputs of layer i).
    private var inputGradient: AlignedNumbers<Float>
    private var biasGradient: [Float]
    /// The batch's targets.
    private var targets: SampleBlocks
    /// Where each piece of a propagation works.
    private var slabs = AlignedNumbers<Float>(zeros: 0)

    init(for network: MultilayerPerceptron, capacity: Int) {
        let widest = network.layers.map { max($0.inputs, $0.outputs) }.max() ?? 0
        outputGradient = AlignedNumbers(
            zeros: SampleBlocks.size(features: widest, samples: capacity))
        inputGradient = outputGradient
        laterGradient = outputGradient
        biasGradient = Array(repeating: 0, count: widest)
        targets = SampleBlocks(features: network.outputs, capacity: capacity)
    }

    /// Takes the targets of a batch, the rows `order[positions]`, and compares the predictions.
    ///
    /// - Returns: the batch's loss; its gradient is kept for `run`.
    mutating func loss(
        of forward: ForwardPass, targets all: Matrix<Float>, order: [Int], positions: Range<Int>
    ) -> Double {
        targets.gather(all, order: order, positions: positions)
        return MeanSquaredError.value(
            forward.predictions, targets, samples: positions.count, gradient: &outputGradient)
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
                    layer: network.layers[index],
                    products: LayerProducts(network.layers[index], samples: samples),
                    activations: forward.activations[index].elements,
                    outputGradient: outputGradient, threads: team.threads)
                : nil
            let later = index + 1
            if later <= last {
                let change = LayerChange(
                    products: LayerProducts(network.layers[later], samples: samples),
                    packed: forward.packed[later], outputGradient: laterGradient,
                    factors: factors, threads: team.threads)
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
        reserveSlabs(propagation)
        SharedNumbers.of(&inputGradient, &slabs) { inputGradient, slabs in
            team.perform(pieces: propagation.rows.count) { piece in
                propagation.compute(piece, slabs: slabs, into: inputGradient)
            }
        }
    }

    /// Propagates through one layer and moves another.
    private mutating func perform(
        _ propagation: Propagation?, _ change: LayerChange, on layer: inout LinearLayer,
        velocities: inout Velocities.Layer, team: ThreadTeam
    ) {
        if let propagation { reserveSlabs(propagation) }
        SharedNumbers.of(&layer.weight.elements, &velocities.weight) { weights, velocities in
            guard let propagation else {
                team.perform(pieces: change.rows.count) { piece in
                    change.compute(piece, weights: weights, velocities: velocities)
                }
                return
            }
            SharedNumbers.of(&inputGradient, &slabs) { inputGradient, slabs in
                let first = propagation.rows.count
                team.perform(pieces: first + change.rows.count) { piece in
                    guard piece >= first else {
                        propagation.compute(piece, slabs: slabs, into: inputGradient)
                        return
                    }
                    change.compute(piece - first, weights: weights, velocities: velocities)
                }
            }
        }
        change.moveBias(of: &layer, velocities: &velocities.bias, gradient: &biasGradient)
    }

    private mutating func reserveSlabs(_ propagation: Propagation) {
        let needed = propagation.slabSize * propagation.rows.count
        if slabs.count < needed { slabs = AlignedNumbers(zeros: needed) }
    }
}

/// The gradient of a layer's inputs, which a ReLU made: zero where it was shut.
private struct Propagation: Sendable {
    let layer: LinearLayer
    let products: LayerProducts
    let activations: AlignedNumbers<Float>
    let outputGradient: AlignedNumbers<Float>
    let threads: Int

    /// Of the layer's inputs.
    var rows: Pieces { Pieces(layer.inputs, threads: threads) }

    var slabSize: Int { LayerProducts.slabSize(outputs: layer.outputs) }

    func compute(_ piece: Int, slabs: SharedNumbers, into gradient: SharedNumbers) {
        unsafe products.inputGradient(
            rows[piece], weight: layer.weight.elements, outputGradient: outputGradient,
            activations: activations,
            slab: slabs.pointer(at: piece * slabSize, needed: slabSize), into: gradient)
    }
}

/// The gradient of a layer's parameters and their step against it.
private struct LayerChange: Sendable {
    let products: LayerProducts
    let packed: AlignedNumbers<Float>
    let outputGradient: AlignedNumbers<Float>
    let factors: nrc_sgd_factors
    let threads: Int

    /// Of the layer's outputs.
    var rows: Pieces { Pieces(products.outputs, threads: threads) }

    func compute(_ piece: Int, weights: SharedNumbers, velocities: SharedNumbers) {
        products.step(
            rows[piece], weights: weights, velocities: velocities,
            outputGradient: outputGradient, packed: packed, factors: factors)
    }

    /// Moves the biases, if there are any: too little work to share.
    func moveBias(of layer: inout LinearLayer, velocities: inout [Float], gradient: inout [Float]) {
        guard layer.bias != nil else { return }
        let count = products.outputs
        precondition(min(velocities.count, gradient.count) >= count, "a buffer is too small")
        unsafe outputGradient.withPointer {
            unsafe nrc_block_sums($0, count, products.samples, &gradient)
        }
        unsafe layer.bias?.withUnsafeMutableBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            unsafe nrc_sgd_step(bias, &velocities, gradient, count, factors)
        }
    }
}
