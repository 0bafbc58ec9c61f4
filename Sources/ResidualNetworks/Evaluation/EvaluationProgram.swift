internal import Kernels
internal import LinearAlgebra

/// The forward pass of a batch with running statistics: no phase but one, as slices of the batch
/// have nothing to do with each other.
struct EvaluationProgram {
    private let buffers: NetworkBuffers
    private let scratch: Scratchpads
    private let program: Program

    /// Of a batch of so many pictures: enough of them for the threads of usual machines.
    static func slices(_ samples: Int) -> Slices { Slices(samples, into: 8) }

    /// The products that batches of a size need of oneDNN.
    static func products(
        _ shapes: [ConvolutionShape], samples: Int
    ) -> Set<ConvolutionCache.Key> {
        Set(
            Set(slices(samples).ranges.map(\.count)).flatMap { length in
                shapes.map { .init(pass: .outputs, shape: $0, samples: length) }
            })
    }

    init(
        _ buffers: NetworkBuffers, samples: Int, scratch: Scratchpads, cache: ConvolutionCache
    ) throws {
        self.buffers = buffers
        self.scratch = scratch
        let slices = Self.slices(samples)
        var pieces: [Program.Piece] = []
        for (index, range) in slices.ranges.enumerated() {
            pieces.append(
                try Self.piece(buffers, range, index: index, scratch: scratch, cache: cache))
        }
        var program = Program()
        program.append(pieces)
        self.program = program
    }

    func run(_ team: ThreadTeam) {
        // The program's calls hold places within this memory.
        withExtendedLifetime((buffers, scratch)) { _ = program.run(team) }
    }

    private static func piece(
        _ buffers: NetworkBuffers, _ samples: Range<Int>, index: Int, scratch: Scratchpads,
        cache: ConvolutionCache
    ) throws -> Program.Piece {
        let stem = buffers.stem
        let pooled = buffers.pooled
        var piece: Program.Piece = [
            try stem.outputs(of: buffers.pictures, samples, piece: index, scratch, cache),
            {
                unsafe nrc_blocked_max_pool(
                    stem.products.pointer(samples), stem.products.shape(samples),
                    stem.products.size, stem.norm.map, pooled.pointer(samples), nil)
            },
        ]
        for block in buffers.blocks {
            piece.append(
                try block.first.outputs(of: block.input, samples, piece: index, scratch, cache))
            piece.append(block.rectifyFirst(samples))
            piece.append(
                try block.second.outputs(of: block.middle, samples, piece: index, scratch, cache))
            piece += try block.downsampled(samples) { unit, input in
                [try unit.outputs(of: input, samples, piece: index, scratch, cache)]
            }
            piece.append(block.join(samples))
        }
        piece.append(buffers.average(samples))
        return piece
    }
}

extension BlockBuffers {
    /// The first batch norm and the ReLU behind it.
    func rectifyFirst(_ samples: Range<Int>) -> Program.Operation {
        {
            unsafe nrc_blocked_rectify(
                first.products.pointer(samples), first.products.shape(samples), first.norm.map,
                middle.pointer(samples))
        }
    }

    /// The downsampling convolution of the shortcut, if there is one.
    ///
    /// - Parameter products: what makes the convolution's outputs of its inputs.
    func downsampled(
        _ samples: Range<Int>, _ products: (UnitBuffers, Activation) throws -> Program.Piece
    ) rethrows -> Program.Piece {
        guard let downsample, let sampled else { return [] }
        let sample: Program.Operation = {
            unsafe nrc_blocked_sample(
                input.pointer(samples), input.shape(samples), input.size, sampled.pointer(samples))
        }
        return [sample] + (try products(downsample, sampled))
    }

    /// The second batch norm, the shortcut's sum and the ReLU behind it.
    func join(_ samples: Range<Int>) -> Program.Operation {
        guard let downsample else {
            return {
                unsafe nrc_blocked_join(
                    second.products.pointer(samples), second.products.shape(samples),
                    second.norm.map, input.pointer(samples), output.pointer(samples))
            }
        }
        return {
            unsafe nrc_blocked_join_mapped(
                second.products.pointer(samples), second.products.shape(samples), second.norm.map,
                downsample.products.pointer(samples), downsample.norm.map,
                output.pointer(samples))
        }
    }
}

extension NetworkBuffers {
    /// The averages over space.
    func average(_ samples: Range<Int>) -> Program.Operation {
        {
            unsafe nrc_blocked_average(
                output.pointer(samples), output.shape(samples),
                features.pointer(
                    at: samples.lowerBound * output.channels,
                    needed: samples.count * output.channels))
        }
    }
}
