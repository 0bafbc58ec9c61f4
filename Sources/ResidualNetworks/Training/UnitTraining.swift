internal import Kernels

/// A convolution with its batch norm in training: what it needs beside a forward pass's buffers.
struct UnitTraining: Sendable {
    let unit: UnitBuffers
    let velocities: NumberBuffer<Float>
    /// The weights as the gradient by inputs wants them, where that is another order.
    let turned: NumberBuffer<Float>?
    /// The weights' gradient of each slice of a batch, where oneDNN computes it.
    let gradients: NumberBuffer<Float>?
    private let block: Int

    /// - Parameter slices: of a batch, at most.
    init(_ unit: UnitBuffers, slices: Int, block: Int) throws(MemoryShortage) {
        self.unit = unit
        self.block = block
        let count = unit.shape.weightCount
        velocities = try NumberBuffer(count)
        turned = unit.shape.weightTurn(block: block) == .none ? nil : try NumberBuffer(count)
        gradients =
            unit.shape.stepsByTile(block: block) ? nil : try NumberBuffer(slices * count)
    }

    /// Tiles of inputs by outputs; the stem's three inputs make none.
    var tileCount: Int { unit.shape.weightCount / (block * block) }
    var outputBlocks: Int { unit.shape.outputs / block }
    var isTiled: Bool { unit.shape.inputs.isMultiple(of: block) }

    var tiles: nrc_weight_tiles {
        let count = unit.shape.weightCount
        let turn =
            switch unit.shape.weightTurn(block: block) {
            case .none: NRC_TURN_NONE
            case .blocks: NRC_TURN_TILES
            case .blocksAndOrder: NRC_TURN_ORDER
            }
        return unsafe nrc_weight_tiles(
            weights: unit.weights.pointer(at: 0, needed: count),
            velocities: velocities.pointer(at: 0, needed: count),
            turned: turned?.pointer(at: 0, needed: count), turn: turn, block: block,
            outputs: outputBlocks, inputs: unit.shape.inputs / block,
            area: unit.shape.kernel * unit.shape.kernel)
    }

    /// Makes the copy of the weights that the gradient by inputs reads.
    func turnWeights() {
        if turned != nil { unsafe nrc_weight_tiles_turn(tiles, 0, tileCount) }
    }

    /// The gradient by inputs, for some pictures.
    func inputGradient(
        _ gradient: Activation, into target: Activation, _ samples: Range<Int>, piece: Int,
        _ scratch: Scratchpads, _ cache: ConvolutionCache
    ) throws(OneDNNError) -> Program.Operation {
        let primitive = try cache.primitive(.inputGradient, unit.shape, samples: samples.count)
        let weights = turned ?? unit.weights
        let call = try unsafe primitive.call(
            target.pointer(samples), weights.pointer(at: 0, needed: weights.count),
            gradient.pointer(samples), scratch: scratch.pointer(piece: piece))
        return { call.run() }
    }

    /// oneDNN's gradient by weights, for the pictures of one slice.
    func weightGradient(
        _ gradient: Activation, of input: Activation, _ samples: Range<Int>, piece: Int,
        _ scratch: Scratchpads, _ cache: ConvolutionCache
    ) throws(OneDNNError) -> Program.Operation? {
        guard let gradients else { return nil }
        let primitive = try cache.primitive(.weightGradient, unit.shape, samples: samples.count)
        let count = unit.shape.weightCount
        let call = try unsafe primitive.call(
            input.pointer(samples), gradients.pointer(at: piece * count, needed: count),
            gradient.pointer(samples), scratch: scratch.pointer(piece: piece))
        return { call.run() }
    }

    /// The step of the weights, in pieces: from the slices' gradients, or with the computation of the
    /// gradient from the whole batch.
    func steps(
        _ gradient: Activation, of input: Activation, samples: Int, slices: Int,
        factors: NumberBuffer<nrc_sgd_factors>
    ) -> [Program.Piece] {
        guard let gradients else {
            let convolution = geometry(samples)
            return (0..<outputBlocks).map { output in
                [
                    {
                        unsafe nrc_weight_gradient_step(
                            tiles, convolution, input.pointer(0..<samples),
                            gradient.pointer(0..<samples), output, output + 1,
                            factors.current)
                    }
                ]
            }
        }
        guard isTiled else { return [[stemStep(gradients, slices: slices, factors: factors)]] }
        let count = unit.shape.weightCount
        return stride(from: 0, to: tileCount, by: Self.tilesOfStep).map { first in
            [
                {
                    unsafe nrc_weight_tiles_step(
                        tiles, first, min(first + Self.tilesOfStep, tileCount),
                        gradients.pointer(at: 0, needed: slices * count), slices, count,
                        factors.current)
                }
            ]
        }
    }

    /// As many as are worth a thread's while.
    private static let tilesOfStep = 128

    /// A few thousand weights, without tiles.
    private func stemStep(
        _ gradients: NumberBuffer<Float>, slices: Int, factors: NumberBuffer<nrc_sgd_factors>
    ) -> Program.Operation {
        let count = unit.shape.weightCount
        return {
            var sum = gradients.numbers(count)
            for slice in 1..<max(slices, 1) {
                let other = gradients.numbers(count, at: slice * count)
                for index in sum.indices { sum[index] += other[index] }
            }
            unsafe nrc_sgd_step(
                unit.weights.pointer(at: 0, needed: count),
                velocities.pointer(at: 0, needed: count), sum, count,
                factors.current)
        }
    }

    private func geometry(_ samples: Int) -> nrc_convolution {
        let shape = unit.shape
        return nrc_convolution(
            samples: samples, height: shape.height, width: shape.width,
            output_height: shape.outputHeight, output_width: shape.outputWidth,
            kernel: shape.kernel, stride: shape.stride, padding: shape.padding)
    }
}
