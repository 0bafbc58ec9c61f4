package import LinearAlgebra

/// An affine map of samples: Z = A·Wᵀ + b.
package struct LinearLayer: Sendable, Equatable {
    /// Shape [outputs, inputs], as PyTorch stores it.
    package var weight: Matrix<Float>
    /// Shape [outputs]; absent in the paper's networks.
    package var bias: [Float]?

    package init(weight: Matrix<Float>, bias: [Float]? = nil) {
        precondition(weight.rows > 0 && weight.columns > 0, "a layer has inputs and outputs")
        precondition(bias.map { $0.count == weight.rows } ?? true, "one bias for each output")
        self.weight = weight
        self.bias = bias
    }

    package var inputs: Int { weight.columns }
    package var outputs: Int { weight.rows }
    package var parameterCount: Int { weight.elements.count + (bias?.count ?? 0) }
}

extension LinearLayer {
    /// PyTorch's default initialisation: weights and biases uniform on ±1/√inputs.
    ///
    /// Draws: the weights row by row, then the biases. `scale` multiplies the weights alone.
    ///
    /// Source: `torch.nn.Linear.reset_parameters` (Kaiming uniform with a = √5).
    init(
        inputs: Int, outputs: Int, hasBias: Bool, scale: Double,
        from stream: inout RandomStream
    ) {
        let bound = 1 / Double(inputs).squareRoot()
        func draw(_ count: Int, within limit: Double) -> [Float] {
            var values: [Float] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(Float((2 * stream.uniform() - 1) * limit)) }
            return values
        }
        let weights = draw(outputs * inputs, within: bound * scale)
        self.init(
            weight: Matrix(rows: outputs, columns: inputs, elements: weights),
            bias: hasBias ? draw(outputs, within: bound) : nil)
    }
}
