internal import Kernels
internal import LinearAlgebra

/// The forward pass of up to `capacity` samples at a time outside training.
///
/// Where no weight changes nobody needs to wait between layers: each thread takes a block of samples
/// through the whole network, and what one layer leaves is in its cache when the next reads it. The
/// bytes are those of `ForwardPass`: a sample's numbers do not depend on what else is computed.
struct EvaluationPass: Sendable {
    let capacity: Int
    /// Blocks of samples, and of each one for layer i its inputs, after the last layer's the
    /// predictions. Only the samples of the last run mean anything.
    private var blocks: [[SampleBlocks]]

    init(for network: MultilayerPerceptron, capacity: Int) {
        precondition(capacity > 0, "room for at least one sample")
        self.capacity = capacity
        let features = network.layers.map(\.inputs) + [network.outputs]
        blocks = (0..<(capacity + SampleBlocks.length - 1) / SampleBlocks.length).map { _ in
            features.map { SampleBlocks(features: $0, capacity: SampleBlocks.length) }
        }
    }

    /// Computes the predictions of consecutive rows of `features` `[_, network.inputs]`.
    mutating func run(
        _ network: MultilayerPerceptron, on features: Matrix<Float>, rows: Range<Int>,
        team: ThreadTeam
    ) {
        precondition(rows.count <= capacity, "more samples than the buffers hold")
        team.update(&blocks) { index, activations in
            let own = rows.dropFirst(index * SampleBlocks.length).prefix(SampleBlocks.length)
            guard !own.isEmpty else { return }
            activations[0].take(features, rows: own)
            Self.propagate(&activations, through: network, samples: own.count)
        }
    }

    /// What layer `layer` read of the first samples, `[samples, inputs]`; for one more than there
    /// are layers the predictions.
    func matrix(_ layer: Int, samples: Int) -> Matrix<Float> {
        SampleBlocks.matrix(of: blocks.map { $0[layer] }, samples: samples)
    }

    private static func propagate(
        _ activations: inout [SampleBlocks], through network: MultilayerPerceptron, samples: Int
    ) {
        for (index, layer) in network.layers.enumerated() {
            let inputs = activations[index].elements
            SharedNumbers.of(&activations[index + 1].elements) { outputs in
                LayerProducts(layer, samples: samples).outputs(
                    0..<layer.outputs, weight: layer.weight.elements, bias: layer.bias,
                    rectified: index + 1 < network.layers.count, activations: inputs,
                    into: outputs)
            }
        }
    }
}
