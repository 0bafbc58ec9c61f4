internal import Images
internal import Kernels
internal import Learning
internal import LinearAlgebra

/// A residual network and its velocities in the memory in which it is trained.
///
/// All memory is taken when this is made. For one caller at a time.
final class NetworkTrainer {
    let architecture: ResidualNetworkArchitecture
    private let buffers: TrainingBuffers
    private let feed: PictureFeed
    /// By the pictures of a batch.
    private var programs: [Int: TrainingProgram] = [:]
    // The programs' calls hold places in this memory.
    private let scratch: Scratchpads
    private var head: Head
    private var headVelocities: Head

    /// - Parameter batches: every number of pictures that a batch will have.
    /// - Throws: when there is not enough memory.
    init(_ network: ResidualNetwork, data: PictureData, batches: Set<Int>) throws {
        precondition(!batches.isEmpty, "a training has batches")
        architecture = network.architecture
        let library = try OneDNN()
        let cache = ConvolutionCache(library)
        let size = data.pictures.size
        buffers = try TrainingBuffers(
            architecture, height: size.height, width: size.width,
            capacity: batches.max() ?? 1, library: library)
        // Compiled first, so that the scratchpads that they need are known.
        let shapes = buffers.units.map(\.unit.shape)
        for batch in batches {
            for product in TrainingProgram.products(
                shapes, samples: batch, block: library.block)
            {
                try cache.primitive(product)
            }
        }
        scratch = try Scratchpads(
            pieces: batches.map { TrainingProgram.slices($0).count }.max() ?? 1,
            each: cache.largestScratch)
        feed = PictureFeed(data)
        for batch in batches.sorted() {
            programs[batch] = try TrainingProgram(
                buffers, samples: batch, feed: feed, scratch: scratch, cache: cache)
        }
        head = Head(network.architecture, network.elements)
        headVelocities = head.zeros
        buffers.network.load(network)
        for unit in buffers.units { unit.turnWeights() }
    }

    /// Takes one batch forward.
    ///
    /// - Parameters:
    ///   - next: the pictures of the batch after, which the system is told to have at hand.
    ///   - goOn: asked many times.
    /// - Returns: nil when it was told to stop; then the network is as good as lost.
    func forward(
        _ pictures: [Int], next: some Sequence<Int>, team: ThreadTeam,
        while goOn: () -> Bool = { true }
    ) -> HeadPass? {
        feed.set(pictures, next: next)
        guard program(pictures.count).forward.run(team, while: goOn) else { return nil }
        let count = pictures.count * architecture.features
        let pass = head.pass(
            Matrix(
                rows: pictures.count, columns: architecture.features,
                elements: buffers.network.features.numbers(count)))
        return HeadPass(pass: pass)
    }

    /// Takes the gradient of the loss by the predictions back, and moves everything against it.
    ///
    /// - Returns: false when it was told to stop; then the network is as good as lost.
    @discardableResult
    func backward(
        _ forward: HeadPass, _ gradient: Matrix<Float>, _ factors: nrc_sgd_factors,
        team: ThreadTeam, while goOn: () -> Bool = { true }
    ) -> Bool {
        let (parameters, features) = head.gradient(after: forward.pass, gradient)
        head.step(parameters, velocities: &headVelocities, factors)
        buffers.featureGradient.write(features.elements)
        buffers.factors.write([factors])
        return program(gradient.rows).backward.run(team, while: goOn)
    }

    /// What `forward` leaves.
    struct HeadPass {
        fileprivate let pass: Head.Pass
        /// `[pictures, outputs]`
        var predictions: Matrix<Float> { pass.predictions }
    }

    private func program(_ pictures: Int) -> TrainingProgram {
        guard let program = programs[pictures] else {
            fatalError("no program for a batch of \(pictures) pictures")
        }
        return program
    }
}

// MARK: Tensors

extension NetworkTrainer {
    /// The network as it is.
    var network: ResidualNetwork {
        ResidualNetwork(architecture: architecture, tensors: tensors(velocities: false))
    }

    /// The velocities, under the names of what they move.
    var velocities: [NamedTensor] { tensors(velocities: true) }

    private func tensors(velocities: Bool) -> [NamedTensor] {
        var elements = (velocities ? headVelocities : head).elements
        for training in buffers.units {
            let (unit, norm) = (training.unit, training.unit.norm)
            let weights = velocities ? training.velocities : unit.weights
            elements[unit.convolution.weightName] = unit.shape.plain(
                weights.numbers(weights.count), block: buffers.network.library.block)
            let name = unit.convolution.normName
            elements["\(name).weight"] = norm[velocities ? .weightVelocity : .weight]
            elements["\(name).bias"] = norm[velocities ? .biasVelocity : .bias]
            guard !velocities else { continue }
            elements["\(name).running_mean"] = norm[.runningMean]
            elements["\(name).running_var"] = norm[.runningVariance]
        }
        return architecture.tensorPlan.compactMap { planned in
            elements[planned.name].map {
                NamedTensor(name: planned.name, shape: planned.shape, elements: $0)
            }
        }
    }

    /// Goes to a network of the same architecture.
    ///
    /// - Parameter velocities: a tensor for each that is trained, as `velocities` gives them.
    func load(_ network: ResidualNetwork, velocities: [NamedTensor]) {
        let moving = Dictionary(uniqueKeysWithValues: velocities.map { ($0.name, $0.elements) })
        func velocity(_ name: String) -> [Float] {
            guard let elements = moving[name] else { fatalError("no velocity of '\(name)'") }
            return elements
        }
        buffers.network.load(network)
        for training in buffers.units {
            let (unit, norm) = (training.unit, training.unit.norm)
            training.velocities.write(
                unit.shape.blocked(
                    velocity(unit.convolution.weightName), block: buffers.network.library.block))
            norm[.weightVelocity] = velocity("\(unit.convolution.normName).weight")
            norm[.biasVelocity] = velocity("\(unit.convolution.normName).bias")
            training.turnWeights()
        }
        head = Head(architecture, network.elements)
        headVelocities = Head(architecture, velocity)
    }
}
