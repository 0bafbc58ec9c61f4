internal import LinearAlgebra

/// Linear layers with a ReLU between each and the next: L layers, L − 1 ReLUs.
///
/// Layers are counted from 0; layer 0 reads the features themselves.
///
/// Source: paper, section "Models".
package struct MultilayerPerceptron: Sendable, Equatable {
    /// Never empty; the outputs of each are as many as the inputs of the next.
    package internal(set) var layers: [LinearLayer]

    package init(layers: [LinearLayer]) {
        precondition(!layers.isEmpty, "a network has at least one layer")
        for (layer, next) in zip(layers, layers.dropFirst()) {
            precondition(layer.outputs == next.inputs, "consecutive layers do not fit")
        }
        self.layers = layers
    }

    /// A freshly initialised network; the numbers come from the seed's stream `weights`, layer by
    /// layer from the input on.
    package init(architecture: MultilayerPerceptronArchitecture, seed: UInt64) {
        var stream = RandomStream(seed: seed, stream: "weights")
        let widths = architecture.widths
        self.init(
            layers: zip(widths, widths.dropFirst()).map { inputs, outputs in
                LinearLayer(
                    inputs: inputs, outputs: outputs, hasBias: architecture.hasBiases,
                    scale: architecture.initialScale, from: &stream)
            })
    }

    package var inputs: Int { layers[0].inputs }
    package var outputs: Int { layers[layers.count - 1].outputs }
    package var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
}
