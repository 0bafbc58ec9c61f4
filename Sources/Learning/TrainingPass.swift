internal import Kernels
internal import LinearAlgebra

/// What one step computes, in buffers allocated once: the predictions of a batch, their loss, and the
/// gradients with the step against them.
///
/// Two kinds of tasks for the team. In the first each thread takes some strips of the batch through
/// the whole network and back, without waiting for others, and its activations stay in its core's
/// cache. In the second, one a layer, each takes some rows of the weights; the gradient of the weights
/// is never stored: each tile of it moves its weights while it is in registers.
struct TrainingPass: Sendable {
    /// Level i holds the inputs of layer i, the last one the predictions.
    private var activations: SampleBlocks
    /// Level i holds ∂L/∂(outputs of layer i).
    private var gradients: SampleBlocks
    /// The batch's targets.
    private var targets: SampleBlocks
    /// The inputs of each layer as `LayerProducts.step` reads them.
    private var packed: [Float]
    private let packedRanges: [Range<Int>]
    /// Where each piece of the first task works.
    private var slabs: [Float] = []
    private var biasGradient: [Float]

    init(for network: MultilayerPerceptron, capacity: Int) {
        activations = SampleBlocks(
            features: network.layers.map(\.inputs) + [network.outputs], capacity: capacity)
        gradients = SampleBlocks(features: network.layers.map(\.outputs), capacity: capacity)
        targets = SampleBlocks(features: [network.outputs], capacity: capacity)
        var ranges: [Range<Int>] = []
        for layer in network.layers {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + nrc_packed_size(layer.inputs, capacity))
        }
        packedRanges = ranges
        packed = Array(repeating: 0, count: ranges.last?.upperBound ?? 0)
        biasGradient = Array(repeating: 0, count: network.layers.map(\.outputs).max() ?? 0)
    }

    /// Takes a batch, the rows `order[positions]`, through the network and back.
    ///
    /// - Returns: the batch's loss; its gradients are kept for `step`.
    mutating func differentiate(
        _ network: MultilayerPerceptron, on data: RegressionData, order: [Int],
        positions: Range<Int>, team: ThreadTeam
    ) -> Double {
        activations.gather(data.features, order: order, positions: positions, level: 0)
        targets.gather(data.targets, order: order, positions: positions, level: 0)
        let samples = positions.count
        let pieces = Pieces.ofStrips(
            SampleBlocks.strips(samples: samples), threads: team.threads)
        let work = BatchWork(
            network: network, samples: samples, activations: activations, gradients: gradients,
            packedRanges: packedRanges, targets: targets.elements)
        let missing = pieces.count * work.slabSize - slabs.count
        if missing > 0 { slabs.append(contentsOf: repeatElement(0, count: missing)) }
        SharedNumbers.of(&activations.elements) { activations in
            SharedNumbers.of(&gradients.elements) { gradients in
                SharedNumbers.of(&packed) { packed in
                    SharedNumbers.of(&slabs) { slabs in
                        guard let activations, let gradients, let packed, let slabs
                        else { return }
                        team.perform(pieces: pieces.count) { piece in
                            work.forward(pieces[piece], activations, packed: packed)
                            work.backward(
                                pieces[piece], activations, gradients: gradients, slabs: slabs,
                                slab: piece)
                        }
                    }
                }
            }
        }
        return loss(samples: samples)
    }

    private func loss(samples: Int) -> Double {
        let level = activations.features.count - 1
        let columns = activations.features[level]
        let sum = unsafe activations.elements[activations.range(ofLevel: level)]
            .withUnsafeBufferPointer { predictions in
                guard let predictions = predictions.baseAddress else { return 0.0 }
                return unsafe nrc_block_loss(predictions, targets.elements, columns, samples)
            }
        return sum / Double(samples * columns)
    }

    /// Moves each layer against the gradients of the batch that was differentiated last.
    mutating func step(
        _ network: inout MultilayerPerceptron, velocities: inout Velocities, samples: Int,
        optimiser: StochasticGradientDescent, learningRate: Double, team: ThreadTeam
    ) {
        let factors = velocities.factors(of: optimiser, learningRate: learningRate)
        for index in network.layers.indices {
            let products = LayerProducts(network.layers[index], samples: samples)
            let pieces = Pieces.ofRows(products.outputs, threads: team.threads)
            let (level, range) = (gradients.range(ofLevel: index), packedRanges[index])
            SharedNumbers.of(&network.layers[index].weight.elements) { weights in
                SharedNumbers.of(&velocities.layers[index].weight) { velocities in
                    SharedNumbers.of(&gradients.elements) { gradients in
                        SharedNumbers.of(&packed) { packed in
                            guard let weights, let velocities, let gradients, let packed
                            else { return }
                            team.perform(pieces: pieces.count) { piece in
                                products.step(
                                    pieces[piece], weights: weights, velocities: velocities,
                                    outputGradient: LayerProducts.Level(
                                        numbers: gradients, range: level),
                                    packed: LayerProducts.Level(numbers: packed, range: range),
                                    factors: factors)
                            }
                        }
                    }
                }
            }
            moveBias(
                of: &network.layers[index], velocities: &velocities.layers[index].bias,
                gradients: level, samples: samples, factors: factors)
        }
        velocities.finishStep()
    }

    /// Moves the biases, if there are any: too little work to share.
    private mutating func moveBias(
        of layer: inout LinearLayer, velocities: inout [Float], gradients level: Range<Int>,
        samples: Int, factors: nrc_sgd_factors
    ) {
        let count = layer.outputs
        guard layer.bias != nil else { return }
        precondition(min(velocities.count, biasGradient.count) >= count, "a buffer is too small")
        unsafe gradients.elements[level].withUnsafeBufferPointer { gradients in
            guard let gradients = gradients.baseAddress else { return }
            unsafe nrc_block_sums(gradients, count, samples, &biasGradient)
        }
        unsafe layer.bias?.withUnsafeMutableBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            unsafe nrc_sgd_step(bias, &velocities, biasGradient, count, factors)
        }
    }
}

/// A batch on its way through the network and back, of which each thread takes some strips.
private struct BatchWork: Sendable {
    private let network: MultilayerPerceptron
    private let layers: ForwardLayers
    private let products: [LayerProducts]
    private let activationRanges: [Range<Int>]
    private let gradientRanges: [Range<Int>]
    private let packedRanges: [Range<Int>]
    private let targets: [Float]
    private let samples: Int

    init(
        network: MultilayerPerceptron, samples: Int, activations: SampleBlocks,
        gradients: SampleBlocks, packedRanges: [Range<Int>], targets: [Float]
    ) {
        self.network = network
        self.samples = samples
        self.packedRanges = packedRanges
        self.targets = targets
        layers = ForwardLayers(network, samples: samples, activations: activations)
        products = network.layers.map { LayerProducts($0, samples: samples) }
        activationRanges = activations.features.indices.map(activations.range(ofLevel:))
        gradientRanges = gradients.features.indices.map(gradients.range(ofLevel:))
    }

    /// Floats that a piece works in.
    var slabSize: Int {
        LayerProducts.slabSize(outputs: network.layers.map(\.outputs).max() ?? 0)
    }

    func forward(_ strips: Range<Int>, _ activations: SharedNumbers, packed: SharedNumbers) {
        for index in network.layers.indices {
            layers.compute(index, strips: strips, activations)
            products[index].pack(
                strips, activations: level(activations, activationRanges[index]),
                into: level(packed, packedRanges[index]))
        }
    }

    /// From the loss down to the outputs of layer 0.
    func backward(
        _ strips: Range<Int>, _ activations: SharedNumbers, gradients: SharedNumbers,
        slabs: SharedNumbers, slab: Int
    ) {
        let last = network.layers.count - 1
        unsafe nrc_block_loss_gradient(
            level(activations, activationRanges[last + 1])
                .pointer(features: network.outputs, samples: samples),
            targets, network.outputs, strips.lowerBound, strips.upperBound, samples,
            2 / Float(samples * network.outputs),
            level(gradients, gradientRanges[last])
                .pointer(features: network.outputs, samples: samples))
        let work = unsafe slabs.pointer(
            to: slab * slabSize..<(slab + 1) * slabSize, needed: slabSize)
        for index in stride(from: last, to: 0, by: -1) {
            unsafe products[index].inputGradient(
                strips, of: network.layers[index],
                outputGradient: level(gradients, gradientRanges[index]),
                activations: level(activations, activationRanges[index]), slab: work,
                into: level(gradients, gradientRanges[index - 1]))
        }
    }

    private func level(_ numbers: SharedNumbers, _ range: Range<Int>) -> LayerProducts.Level {
        LayerProducts.Level(numbers: numbers, range: range)
    }
}
