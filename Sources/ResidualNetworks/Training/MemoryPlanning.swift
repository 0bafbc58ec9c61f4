internal import Images
internal import Learning

/// Plans the memory of trainings of one network on pictures of one size, for any batches.
///
/// Convolutions are designed, so that it is known what they need, but not compiled.
struct MemoryPlanning {
    /// Bytes that oneDNN keeps of a product that it has compiled; measured: 80,000 of a ResNet-18's.
    private static let codeOfProduct = 100_000
    /// Bytes of the libraries that a training comes to need; measured: 12,000,000.
    private static let libraries = 16_000_000

    private let library: OneDNN
    private let architecture: ResidualNetworkArchitecture
    private let shapes: ShapePlan
    /// Every number of pictures that an evaluation computes at once.
    private let evaluated: Set<Int>
    /// Numbers of the scratchpads that are known.
    private var scratch: [ConvolutionCache.Key: Int] = [:]

    /// - Parameter sets: the pictures of the training and of the test set.
    init(_ network: ResidualNetwork, size: ImageSize, sets: [Int]) throws(OneDNNError) {
        library = try OneDNN()
        architecture = network.architecture
        shapes = ShapePlan(network.architecture, height: size.height, width: size.width)
        evaluated = Set(sets.flatMap { NetworkEvaluation.batchSizes(of: $0) })
    }

    mutating func plan(_ division: BatchDivision) throws(OneDNNError) -> MemoryPlan {
        var products: Set<ConvolutionCache.Key> = []
        var pieces = 1
        for size in division.sizes {
            products.formUnion(
                TrainingProgram.products(
                    shapes.convolutions, samples: size, block: library.block))
            pieces = max(pieces, TrainingProgram.slices(size).count)
        }
        let scratch = Scratchpads.count(pieces: pieces, each: try largestScratch(products))
        let evaluation = try self.evaluation()
        let code = (products.count + evaluation.products) * Self.codeOfProduct
        return MemoryPlan(
            batch: division.largest, bytesOfPicture: bytesOfPicture, scratchBytes: 4 * scratch,
            fixedBytes: networkBytes(division) + 4 * evaluation.numbers + code + Self.libraries)
    }

    /// No plan for the batch is of less; known without a look at its convolutions.
    func leastBytes(_ division: BatchDivision) -> Int {
        networkBytes(division) + division.largest * bytesOfPicture
    }

    private var bytesOfPicture: Int { 4 * shapes.trainingNumbers + shapes.pooledNumbers }

    private func networkBytes(_ division: BatchDivision) -> Int {
        let slices = TrainingProgram.slices(division.largest).count
        return 4 * (shapes.weightNumbers(slices: slices, library.block) + copies)
    }

    /// Network and velocities as they are kept to go back to, before the run and for a long step or a
    /// checkpoint; a copy of the largest weights in either order, while that is made; and the head,
    /// its velocities and gradients and that of an evaluation.
    private var copies: Int {
        let tensors = architecture.tensorPlan
        let head = tensors.filter { $0.name.hasPrefix("fc.") }.reduce(0) { $0 + $1.count }
        let largest = shapes.convolutions.map(\.weightCount).max() ?? 0
        return 4 * tensors.reduce(0) { $0 + $1.count } + 2 * largest + 4 * head
    }

    /// An evaluation's activations and scratchpads; and how many products it compiles.
    private mutating func evaluation() throws(OneDNNError) -> (numbers: Int, products: Int) {
        var numbers = (evaluated.max() ?? 0) * shapes.evaluationNumbers
        var scratch = 0
        var count = 0
        for size in evaluated {
            let products = EvaluationProgram.products(shapes.convolutions, samples: size)
            let pieces = EvaluationProgram.slices(size).count
            scratch = max(
                scratch, Scratchpads.count(pieces: pieces, each: try largestScratch(products)))
            count += products.count
        }
        numbers += scratch
        return (numbers, count)
    }

    private mutating func largestScratch(
        _ products: Set<ConvolutionCache.Key>
    ) throws(OneDNNError) -> Int {
        var largest = 0
        for product in products {
            largest = max(largest, try numbers(of: product))
        }
        return largest
    }

    private mutating func numbers(of product: ConvolutionCache.Key) throws(OneDNNError) -> Int {
        if let known = scratch[product] { return known }
        let design = try ConvolutionDesign(
            product.pass, product.shape, samples: product.samples, library: library)
        scratch[product] = design.scratchNumbers
        return design.scratchNumbers
    }
}
