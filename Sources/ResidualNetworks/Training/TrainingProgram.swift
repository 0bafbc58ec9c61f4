internal import Kernels
internal import LinearAlgebra

/// The forward and the backward pass of batches of one size, put together once.
struct TrainingProgram: Sendable {
    let forward: Program
    let backward: Program

    /// Of a batch of so many pictures: enough of them for usual machines' threads, but few, as each
    /// leaves a gradient of its own for the weights of large pictures.
    static func slices(_ samples: Int) -> Slices { Slices(samples, into: samples < 64 ? 4 : 8) }

    init(
        _ buffers: TrainingBuffers, samples: Int, feed: PictureFeed, scratch: Scratchpads,
        cache: ConvolutionCache
    ) throws {
        let design = try TrainingDesign(
            buffers, samples: samples, scratch: scratch, cache: cache)
        forward = try design.forward(feed)
        backward = try design.backward()
    }

    /// The products that batches of a size need of oneDNN.
    static func products(
        _ shapes: [ConvolutionShape], samples: Int, block: Int
    ) -> Set<ConvolutionCache.Key> {
        var products: Set<ConvolutionCache.Key> = []
        for length in Set(slices(samples).ranges.map(\.count)) {
            for shape in shapes {
                func insert(_ pass: ConvolutionPass) {
                    products.insert(.init(pass: pass, shape: shape, samples: length))
                }
                insert(.outputs)
                // The pictures' own gradient is nobody's business.
                if shape.inputs.isMultiple(of: block) { insert(.inputGradient) }
                if !shape.stepsByTile(block: block) { insert(.weightGradient) }
            }
        }
        return products
    }
}

/// What a program is put together from.
@safe struct TrainingDesign: @unchecked Sendable {
    // Sendable: convolutions are only compiled while programs are put together, by one caller.
    let buffers: TrainingBuffers
    let samples: Int
    let slices: Slices
    let scratch: Scratchpads
    let cache: ConvolutionCache
    let stemNorm: NormTraining
    let blockNorms: [BlockNorms]

    /// A block's batch norms in training.
    struct BlockNorms {
        let first: NormTraining
        let second: NormTraining
        let downsample: NormTraining?
    }

    init(
        _ buffers: TrainingBuffers, samples: Int, scratch: Scratchpads, cache: ConvolutionCache
    ) throws {
        let slices = TrainingProgram.slices(samples)
        func norm(_ unit: UnitBuffers) throws -> NormTraining {
            try NormTraining(
                unit.norm, slices: slices.count, count: samples * unit.products.positions)
        }
        self.buffers = buffers
        self.samples = samples
        self.slices = slices
        self.scratch = scratch
        self.cache = cache
        stemNorm = try norm(buffers.network.stem)
        blockNorms = try buffers.network.blocks.map { block in
            BlockNorms(
                first: try norm(block.first), second: try norm(block.second),
                downsample: try block.downsample.map(norm))
        }
    }

    /// A piece for each slice of the batch.
    func everySlice(
        _ piece: (Int, Range<Int>) throws -> Program.Piece
    ) rethrows -> [Program.Piece] {
        try slices.ranges.enumerated().map { try piece($0, $1) }
    }

    /// Puts operations behind those that a slice's piece already has.
    func extend(
        _ pieces: inout [Program.Piece], _ more: (Int, Range<Int>) throws -> Program.Piece
    ) rethrows {
        for (index, range) in slices.ranges.enumerated() {
            pieces[index] += try more(index, range)
        }
    }
}
