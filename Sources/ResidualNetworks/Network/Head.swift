internal import LinearAlgebra

/// What follows the average pooling, in single precision by BLAS.
struct Head: Sendable, Equatable {
    /// Added to a variance. Source: PyTorch's default of `LayerNorm`.
    private static let epsilon = 1e-5

    struct Linear: Sendable, Equatable {
        /// [outputs, inputs]
        var weight: Matrix<Float>
        var bias: [Float]

        /// Z = A·Wᵀ + b, `[N, inputs]` to `[N, outputs]`.
        func outputs(_ inputs: Matrix<Float>) -> Matrix<Float> {
            var result = product(inputs, weight, transposingRight: true)
            for row in 0..<result.rows {
                for column in 0..<result.columns { result[row, column] += bias[column] }
            }
            return result
        }
    }

    /// The layers before the last one.
    struct Hidden: Sendable, Equatable {
        var linear: Linear
        /// Layer norm's.
        var weight: [Float]
        var bias: [Float]
    }

    var hidden: Hidden?
    var last: Linear

    /// What a forward pass leaves for the backward pass and the measurements.
    struct Pass {
        /// Of each linear layer, `[N, inputs]`.
        var inputs: [Matrix<Float>]
        /// With a hidden layer: (z − mean) / deviation, and 1 / deviation.
        var normalised: Matrix<Float>?
        var inverseDeviations: [Float] = []
        var predictions: Matrix<Float>
    }

    func pass(_ features: Matrix<Float>) -> Pass {
        guard let hidden else {
            return Pass(inputs: [features], predictions: last.outputs(features))
        }
        var normalised = hidden.linear.outputs(features)
        var activations = normalised
        var inverseDeviations: [Float] = []
        for row in 0..<normalised.rows {
            let values = (0..<normalised.columns).map { Double(normalised[row, $0]) }
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            let inverse = 1 / (variance + Self.epsilon).squareRoot()
            inverseDeviations.append(Float(inverse))
            for (column, value) in values.enumerated() {
                let norm = Float((value - mean) * inverse)
                normalised[row, column] = norm
                activations[row, column] = max(
                    norm * hidden.weight[column] + hidden.bias[column], 0)
            }
        }
        return Pass(
            inputs: [features, activations], normalised: normalised,
            inverseDeviations: inverseDeviations, predictions: last.outputs(activations))
    }
}

extension Head {
    /// - Parameter elements: the numbers of a tensor, by its name in the head's architecture.
    init(_ architecture: ResidualNetworkArchitecture, _ elements: (String) -> [Float]) {
        func linear(_ name: String) -> Linear {
            let bias = elements("\(name).bias")
            let weight = elements("\(name).weight")
            return Linear(
                weight: Matrix(
                    rows: bias.count, columns: weight.count / bias.count, elements: weight),
                bias: bias)
        }
        switch architecture.head {
        case .linear: self.init(hidden: nil, last: linear("fc"))
        case .perceptron:
            self.init(
                hidden: Hidden(
                    linear: linear("fc.0"), weight: elements("fc.1.weight"),
                    bias: elements("fc.1.bias")),
                last: linear("fc.3"))
        }
    }

    /// The numbers by the tensors' names.
    var elements: [String: [Float]] {
        guard let hidden else {
            return ["fc.weight": last.weight.elements, "fc.bias": last.bias]
        }
        return [
            "fc.0.weight": hidden.linear.weight.elements, "fc.0.bias": hidden.linear.bias,
            "fc.1.weight": hidden.weight, "fc.1.bias": hidden.bias,
            "fc.3.weight": last.weight.elements, "fc.3.bias": last.bias,
        ]
    }
}
