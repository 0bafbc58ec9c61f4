internal import LinearAlgebra

/// The forward pass of up to `capacity` samples at a time, in buffers allocated once.
///
/// The buffers keep each layer's inputs, which the backward pass and the measurements need.
struct ForwardPass: Sendable {
    /// Level i holds the inputs of layer i, the last one the predictions. Only the samples of the last
    /// run mean anything.
    private(set) var activations: SampleBlocks

    init(for network: MultilayerPerceptron, capacity: Int) {
        activations = SampleBlocks(
            features: network.layers.map(\.inputs) + [network.outputs], capacity: capacity)
    }

    var capacity: Int { activations.capacity }

    /// The first predictions, `[samples, outputs]`.
    func predictions(samples: Int) -> Matrix<Float> {
        activations.matrix(samples: samples, level: activations.features.count - 1)
    }

    /// Computes the predictions of consecutive rows of `features` `[_, network.inputs]`.
    mutating func run(
        _ network: MultilayerPerceptron, on features: Matrix<Float>, rows: Range<Int>,
        team: ThreadTeam
    ) {
        activations.take(features, rows: rows, level: 0)
        let layers = ForwardLayers(network, samples: rows.count, activations: activations)
        let pieces = Pieces.ofStrips(
            SampleBlocks.strips(samples: rows.count), threads: team.threads)
        SharedNumbers.of(&activations.elements) { numbers in
            guard let numbers else { return }
            team.perform(pieces: pieces.count) { piece in
                for index in network.layers.indices {
                    layers.compute(index, strips: pieces[piece], numbers)
                }
            }
        }
    }
}

/// The layers of a forward pass, of which each thread computes some strips of samples.
struct ForwardLayers: Sendable {
    private let network: MultilayerPerceptron
    private let products: [LayerProducts]
    private let levels: [Range<Int>]

    /// - Parameter activations: where the levels lie.
    init(_ network: MultilayerPerceptron, samples: Int, activations: SampleBlocks) {
        precondition(
            0 < samples && samples <= activations.capacity, "more samples than the buffers hold")
        self.network = network
        products = network.layers.map { LayerProducts($0, samples: samples) }
        levels = activations.features.indices.map(activations.range(ofLevel:))
    }

    func compute(_ index: Int, strips: Range<Int>, _ activations: SharedNumbers) {
        products[index].outputs(
            strips, of: network.layers[index], rectified: index + 1 < network.layers.count,
            activations: LayerProducts.Level(numbers: activations, range: levels[index]),
            into: LayerProducts.Level(numbers: activations, range: levels[index + 1]))
    }
}
