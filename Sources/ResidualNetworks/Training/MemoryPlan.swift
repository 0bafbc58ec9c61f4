internal import Images
package import Learning

/// What a training takes of memory, known before it begins.
package struct MemoryPlan: Sendable, Equatable, CustomStringConvertible {
    /// Pictures computed at once.
    let batch: Int
    /// What each picture of a batch takes: activations, gradients, scratchpads.
    let bytesOfPicture: Int
    /// Weights, velocities, gradients of weights, and an evaluation's activations.
    let fixedBytes: Int

    package var bytes: Int { fixedBytes + batch * bytesOfPicture }

    package var description: String {
        "\(Self.text(bytes)) for \(batch) pictures at once (\(Self.text(bytesOfPicture)) each, "
            + "\(Self.text(fixedBytes)) whatever their number)"
    }

    /// - Parameter limit: nil where nobody knows one.
    /// - Throws: when the plan needs more; the error says which batch would fit.
    package func requireFit(_ limit: MemoryLimit?) throws(MemoryExcess) {
        guard let limit, bytes > limit.bytes else { return }
        let fitting = (limit.bytes - fixedBytes) / bytesOfPicture
        throw MemoryExcess(plan: self, limit: limit, fitting: max(fitting, 0))
    }

    private static func text(_ bytes: Int) -> String { MemoryLimit.text(Double(bytes)) }
}

/// A training that needs more memory than there is.
package struct MemoryExcess: Error, Equatable, Sendable, CustomStringConvertible {
    let plan: MemoryPlan
    let limit: MemoryLimit
    /// Pictures of the largest batch that fits; 0 for none.
    let fitting: Int

    package var description: String {
        let need = "the training needs \(plan), but \(limit.complaint); "
        guard fitting > 1 else { return need + "no batch of such pictures fits" }
        let parts = (plan.batch + fitting - 1) / fitting
        return need
            + "a batch of \(fitting) would fit, or 'accumulate: \(parts)', which computes a batch in "
            + "\(parts) parts"
    }
}

extension ResidualTrainingRun {
    /// What `run` will take, computed from the shapes; convolutions are compiled to know what they
    /// need.
    package func memoryPlan() throws -> MemoryPlan {
        let library = try OneDNN()
        let size = trainingSize
        let shapes = ShapePlan(network.architecture, height: size.height, width: size.width)
        let batch = batchSizes.max() ?? 1
        let cache = ConvolutionCache(library)
        try TrainingProgram.compile(shapes.convolutions, samples: batch, cache: cache)
        let slices = TrainingProgram.slices(batch).count
        let scratch = slices * cache.largestScratch
        let evaluated = NetworkEvaluation.batch * shapes.evaluationNumbers
        return MemoryPlan(
            batch: batch,
            bytesOfPicture: 4 * (shapes.trainingNumbers + scratch / batch) + shapes.pooledNumbers,
            fixedBytes: 4 * (shapes.weightNumbers(slices: slices, library.block) + evaluated))
    }
}

/// The shapes of all layers for pictures of one size.
private struct ShapePlan {
    private let architecture: ResidualNetworkArchitecture
    private let stem: ConvolutionShape
    private var blocks: [(convolutions: [ConvolutionShape], inputs: Int, sampled: Int)] = []
    /// Numbers of a picture after the max-pool.
    let pooledNumbers: Int
    private let pixels: Int

    init(_ architecture: ResidualNetworkArchitecture, height: Int, width: Int) {
        self.architecture = architecture
        pixels = 3 * height * width
        stem = ConvolutionShape(architecture.stem, height: height, width: width)
        var (rows, columns) = ((stem.outputHeight + 1) / 2, (stem.outputWidth + 1) / 2)
        pooledNumbers = stem.outputs * rows * columns
        for block in architecture.basicBlocks {
            let first = ConvolutionShape(block.first, height: rows, width: columns)
            let inputs = first.inputCount
            (rows, columns) = (first.outputHeight, first.outputWidth)
            let second = ConvolutionShape(block.second, height: rows, width: columns)
            let downsample = block.downsample.map {
                ConvolutionShape($0, height: rows, width: columns)
            }
            blocks.append(
                (
                    [first, second] + (downsample.map { [$0] } ?? []), inputs,
                    downsample?.inputCount ?? 0
                ))
        }
    }

    var convolutions: [ConvolutionShape] { [stem] + blocks.flatMap(\.convolutions) }

    /// Outputs of blocks' first and second convolutions after batch norm and ReLU, and what
    /// downsampling convolutions read.
    private var activationNumbers: Int {
        pooledNumbers + architecture.features
            + blocks.reduce(0) {
                $0 + $1.convolutions[0].outputCount + $1.convolutions[1].outputCount + $1.sampled
            }
    }

    /// Of a picture in training, without the max-pool's choices.
    var trainingNumbers: Int {
        let largest = blocks.map { max($0.inputs, $0.convolutions[0].outputCount) }.max() ?? 0
        let sampled = blocks.map(\.sampled).max() ?? 0
        let products = convolutions.reduce(0) { $0 + $1.outputCount }
        return pixels + products + activationNumbers + 6 * largest + sampled + stem.outputCount
            + architecture.features
    }

    /// Of a picture in an evaluation.
    var evaluationNumbers: Int { 2 * pixels + activationNumbers + 2 * stem.outputCount }

    /// Weights, velocities, turned weights, slices' gradients, the evaluation's weights, and what is
    /// kept of network and velocities to go back to: before the run and before a long step.
    func weightNumbers(slices: Int, _ block: Int) -> Int {
        convolutions.reduce(0) { sum, shape in
            let turned = shape.weightTurn(block: block) == .none ? 0 : 1
            let gradients = shape.stepsByTile(block: block) ? 0 : slices
            return sum + shape.weightCount * (7 + turned + gradients)
        }
    }
}
