internal import Kernels

/// Memory for training a network on batches of pictures of one size.
struct TrainingBuffers: Sendable {
    /// What a block's backward pass writes: the gradient of its outputs, of what its second batch norm
    /// reads, and of what is between its convolutions.
    struct Gradients: Sendable {
        let output: NumberBuffer<Float>
        let products: NumberBuffer<Float>
        let middle: NumberBuffer<Float>
    }

    let network: NetworkBuffers
    let stem: UnitTraining
    let blocks: [BlockTraining]
    /// Which of a max-pool's window was the largest.
    let chosen: NumberBuffer<UInt8>
    /// For blocks in turn, because the weights' gradients of one are computed beside the next.
    let gradients: [Gradients]
    /// Of the stem's products.
    let stemGradient: NumberBuffer<Float>
    /// Of what a downsampling convolution reads.
    let shortcutGradient: NumberBuffer<Float>
    /// `[capacity, features]`
    let featureGradient: NumberBuffer<Float>
    let factors: NumberBuffer<nrc_sgd_factors>

    var units: [UnitTraining] {
        [stem]
            + blocks.flatMap { [$0.first, $0.second] + ($0.downsample.map { [$0] } ?? []) }
    }

    init(
        _ architecture: ResidualNetworkArchitecture, height: Int, width: Int, capacity: Int,
        library: OneDNN
    ) throws {
        let network = try NetworkBuffers(
            architecture, height: height, width: width, capacity: capacity, keepsProducts: true,
            library: library)
        func training(_ unit: UnitBuffers) throws -> UnitTraining {
            try UnitTraining(
                unit, slices: TrainingProgram.slices(capacity).count, block: library.block)
        }
        self.network = network
        stem = try training(network.stem)
        blocks = try network.blocks.map { block in
            BlockTraining(
                buffers: block, first: try training(block.first),
                second: try training(block.second),
                downsample: try block.downsample.map(training))
        }
        let largest = network.blocks.map { max($0.input.stride, $0.output.stride) }.max() ?? 0
        gradients = try (0..<2).map { _ in
            Gradients(
                output: try NumberBuffer(capacity * largest),
                products: try NumberBuffer(capacity * largest),
                middle: try NumberBuffer(capacity * largest))
        }
        chosen = try NumberBuffer(capacity * network.pooled.stride)
        stemGradient = try NumberBuffer(capacity * network.stem.products.stride)
        let sampled = network.blocks.compactMap(\.sampled?.stride).max() ?? 1
        shortcutGradient = try NumberBuffer(capacity * sampled)
        featureGradient = try NumberBuffer(capacity * architecture.features)
        factors = try NumberBuffer(1)
    }
}

/// A basic block in training.
struct BlockTraining: Sendable {
    let buffers: BlockBuffers
    let first: UnitTraining
    let second: UnitTraining
    let downsample: UnitTraining?
}

extension NumberBuffer<nrc_sgd_factors> {
    /// Those of the step at hand.
    var current: nrc_sgd_factors { unsafe pointer(at: 0, needed: 1).pointee }
}

extension NumberBuffer<UInt8> {
    /// Where the pictures' bytes lie that belong to an activation's numbers.
    func pointer(_ samples: Range<Int>, of activation: Activation) -> UnsafeMutablePointer<UInt8> {
        unsafe pointer(
            at: samples.lowerBound * activation.stride, needed: samples.count * activation.stride)
    }
}
