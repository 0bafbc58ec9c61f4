internal import Kernels
internal import LinearAlgebra

/// The forward pass of a training's batches of up to `capacity` samples, in buffers allocated once.
///
/// The buffers keep each layer's inputs, which the backward pass needs.
struct ForwardPass: Sendable {
    let capacity: Int
    /// For layer i its inputs, and after the last layer's the predictions. Only the samples of the
    /// last run mean anything.
    private(set) var activations: [SampleBlocks]
    /// For layer i its inputs as `LayerProducts.step` reads them.
    private(set) var packed: [AlignedNumbers<Float>]

    init(for network: MultilayerPerceptron, capacity: Int) {
        self.capacity = capacity
        activations =
            (network.layers.map(\.inputs) + [network.outputs]).map {
                SampleBlocks(features: $0, capacity: capacity)
            }
        packed = network.layers.map {
            AlignedNumbers(zeros: nrc_packed_size($0.inputs, capacity))
        }
    }

    var predictions: SampleBlocks { activations[activations.count - 1] }

    /// Computes the predictions of the rows `order[positions]` of `features`.
    mutating func run(
        _ network: MultilayerPerceptron, on features: Matrix<Float>,
        order: [Int], positions: Range<Int>, team: ThreadTeam
    ) {
        activations[0].gather(features, order: order, positions: positions)
        propagate(through: network, samples: positions.count, team: team)
    }

    private mutating func propagate(
        through network: MultilayerPerceptron, samples: Int, team: ThreadTeam
    ) {
        precondition(0 < samples && samples <= capacity, "more samples than the buffers hold")
        for (index, layer) in network.layers.enumerated() {
            let work = LayerOutputs(
                layer: layer, products: LayerProducts(layer, samples: samples),
                activations: activations[index].elements,
                rectified: index + 1 < network.layers.count, threads: team.threads)
            let shares = work.packingShares
            SharedNumbers.of(&activations[index + 1].elements, &packed[index]) { outputs, packed in
                team.perform(pieces: max(work.rows.count, shares)) { piece in
                    if piece < work.rows.count { work.compute(piece, into: outputs) }
                    if piece < shares { work.pack(piece, into: packed) }
                }
            }
        }
    }
}

/// The outputs of one layer, and its inputs packed for the backward pass, in pieces.
private struct LayerOutputs: Sendable {
    let layer: LinearLayer
    let products: LayerProducts
    let activations: AlignedNumbers<Float>
    let rectified: Bool
    let threads: Int

    /// Of the outputs.
    var rows: Pieces { Pieces(layer.outputs, threads: threads) }

    /// How many take part in the packing.
    var packingShares: Int { min(products.panels, threads == 1 ? 1 : 2 * threads) }

    func compute(_ piece: Int, into outputs: SharedNumbers) {
        products.outputs(
            rows[piece], weight: layer.weight.elements, bias: layer.bias, rectified: rectified,
            activations: activations, into: outputs)
    }

    func pack(_ share: Int, into packed: SharedNumbers) {
        let (panels, shares) = (products.panels, packingShares)
        products.pack(
            share * panels / shares..<(share + 1) * panels / shares, activations: activations,
            into: packed)
    }
}
