internal import LinearAlgebra

/// A convolution with its batch norm: parameters and the convolution's outputs.
struct UnitBuffers: Sendable {
    let convolution: NormalisedConvolution
    let shape: ConvolutionShape
    /// In oneDNN's order.
    let weights: NumberBuffer<Float>
    let norm: NormBuffers
    /// What the batch norm reads.
    let products: Activation
}

/// A basic block's layers and the activations between them.
struct BlockBuffers: Sendable {
    let first: UnitBuffers
    let second: UnitBuffers
    let downsample: UnitBuffers?
    /// Every second position of the input, which is what a downsampling convolution reads. As
    /// oneDNN 2.6 has no fast gradient for that stride and odd heights, it gets no stride.
    let sampled: Activation?
    let input: Activation
    let middle: Activation
    let output: Activation
}

/// Memory for a network on batches of pictures of one size.
struct NetworkBuffers: Sendable {
    let capacity: Int
    let library: OneDNN
    /// `[capacity, 3, height, width]`, plain: not in blocks.
    let pictures: Activation
    let stem: UnitBuffers
    /// After the max-pool.
    let pooled: Activation
    let blocks: [BlockBuffers]
    /// `[capacity, features]`, the averages over space.
    let features: NumberBuffer<Float>

    var output: Activation { blocks.last?.output ?? pooled }
    var units: [UnitBuffers] {
        [stem] + blocks.flatMap { [$0.first, $0.second] + ($0.downsample.map { [$0] } ?? []) }
    }

    /// - Parameter keepsProducts: whether every convolution has memory of its own for its outputs,
    ///   which a backward pass needs; otherwise two share it.
    /// - Throws: when the system has not so much memory.
    init(
        _ architecture: ResidualNetworkArchitecture, height: Int, width: Int, capacity: Int,
        keepsProducts: Bool, library: OneDNN
    ) throws {
        let stem = ConvolutionShape(architecture.stem, height: height, width: width)
        let shapes = ShapePlan(architecture, height: height, width: width)
        let memory = try ProductMemory(
            keepsProducts ? nil : shapes.largestOutput, capacity: capacity)
        func unit(
            _ convolution: NormalisedConvolution, _ input: Activation, onShortcut: Bool = false
        ) throws -> UnitBuffers {
            try UnitBuffers(
                convolution,
                ConvolutionShape(convolution, height: input.height, width: input.width),
                memory, onShortcut: onShortcut, library)
        }
        self.capacity = capacity
        self.library = library
        pictures = try Activation(
            channels: 3, height: height, width: width, block: library.block, capacity: capacity)
        self.stem = try UnitBuffers(
            architecture.stem, stem, memory, onShortcut: false, library)
        pooled = try Activation(
            channels: stem.outputs, height: (stem.outputHeight + 1) / 2,
            width: (stem.outputWidth + 1) / 2, block: library.block, capacity: capacity)
        var input = pooled
        blocks = try architecture.basicBlocks.map { block in
            let first = try unit(block.first, input)
            let middle = try first.followingActivation(capacity)
            let second = try unit(block.second, middle)
            let output = try second.followingActivation(capacity)
            let sampled = try block.downsample.map { _ in
                try input.everySecondPosition(capacity)
            }
            defer { input = output }
            return BlockBuffers(
                first: first, second: second,
                downsample: try block.downsample.map {
                    try unit($0, sampled ?? input, onShortcut: true)
                }, sampled: sampled, input: input, middle: middle, output: output)
        }
        features = try NumberBuffer(capacity * architecture.features)
    }

    /// Takes the tensors of a network of the same architecture.
    func load(_ network: ResidualNetwork) {
        for unit in units {
            let weights = network.elements(unit.convolution.weightName)
            unit.weights.write(unit.shape.blocked(weights, block: library.block))
            let name = unit.convolution.normName
            unit.norm[.weight] = network.elements("\(name).weight")
            unit.norm[.bias] = network.elements("\(name).bias")
            unit.norm[.runningMean] = network.elements("\(name).running_mean")
            unit.norm[.runningVariance] = network.elements("\(name).running_var")
        }
    }
}

/// Where the outputs of convolutions lie.
private struct ProductMemory {
    let capacity: Int
    /// What follows each other, and what lies on shortcuts.
    private let shared: (main: NumberBuffer<Float>, shortcut: NumberBuffer<Float>)?

    private let spacing: Int

    /// - Parameter sharedCount: numbers of the largest outputs of a picture, where they share memory.
    init(_ sharedCount: Int?, capacity: Int) throws {
        self.capacity = capacity
        spacing = sharedCount ?? 0
        shared = try sharedCount.map {
            (try NumberBuffer(capacity * $0), try NumberBuffer(capacity * $0))
        }
    }

    func activation(_ shape: ConvolutionShape, onShortcut: Bool, block: Int) throws -> Activation {
        try Activation(
            channels: shape.outputs, height: shape.outputHeight, width: shape.outputWidth,
            block: block, capacity: capacity,
            in: shared.map { (onShortcut ? $0.shortcut : $0.main, spacing) })
    }
}

extension UnitBuffers {
    fileprivate init(
        _ convolution: NormalisedConvolution, _ shape: ConvolutionShape, _ memory: ProductMemory,
        onShortcut: Bool, _ library: OneDNN
    ) throws {
        self.init(
            convolution: convolution, shape: shape, weights: try NumberBuffer(shape.weightCount),
            norm: try NormBuffers(channels: shape.outputs),
            products: try memory.activation(
                shape, onShortcut: onShortcut, block: library.block))
    }

    /// Memory for what the batch norm and what is behind it make of the products.
    fileprivate func followingActivation(_ capacity: Int) throws -> Activation {
        try Activation(
            channels: products.channels, height: products.height, width: products.width,
            block: products.block, capacity: capacity)
    }
}
