/// The shape of a multilayer perceptron and how its weights begin.
package struct MultilayerPerceptronArchitecture: Sendable, Equatable {
    package var inputs: Int
    /// Outputs of every layer but the last.
    package var width: Int
    /// Linear layers: "8-layer" means 8 of them. One layer is linear regression.
    package var depth: Int
    package var outputs: Int
    /// The authors' networks have none.
    package var hasBiases: Bool
    /// Multiplies the initial weights; 1 is PyTorch's default. Deep narrow networks without biases
    /// need 1.5–1.8 to leave the plateau at the start (paper.md, "10×1024 low rank").
    package var initialScale: Double

    package init(
        inputs: Int, width: Int, depth: Int, outputs: Int, hasBiases: Bool = false,
        initialScale: Double = 1
    ) {
        precondition(inputs > 0 && width > 0 && depth > 0 && outputs > 0, "dimensions are positive")
        precondition(initialScale.isFinite && initialScale > 0, "the initial scale is positive")
        self.inputs = inputs
        self.width = width
        self.depth = depth
        self.outputs = outputs
        self.hasBiases = hasBiases
        self.initialScale = initialScale
    }

    /// Features at each level, from the network's inputs to its outputs: depth + 1 numbers.
    var widths: [Int] {
        [inputs] + Array(repeating: width, count: depth - 1) + [outputs]
    }
}
