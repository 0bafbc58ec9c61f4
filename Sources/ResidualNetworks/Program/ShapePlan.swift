/// The shapes of all layers for pictures of one size.
struct ShapePlan {
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

    /// Of a picture: the stem's, but of tiny pictures the last convolutions have the largest outputs.
    var largestOutput: Int { convolutions.map(\.outputCount).max() ?? 0 }

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
    var evaluationNumbers: Int { 2 * pixels + activationNumbers + 2 * largestOutput }

    /// Weights, velocities, turned weights and slices' gradients of a training, and the weights of its
    /// evaluations.
    func weightNumbers(slices: Int, _ block: Int) -> Int {
        convolutions.reduce(0) { sum, shape in
            let turned = shape.weightTurn(block: block) == .none ? 0 : 1
            let gradients = shape.stepsByTile(block: block) ? 0 : slices
            return sum + shape.weightCount * (3 + turned + gradients)
        }
    }
}
