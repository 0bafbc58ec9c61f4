import LinearAlgebra

@testable import Learning

/// The network and its loss by the definitions, one number after the other in double precision.
struct ReferenceNetwork {
    /// [layer][output][input]
    var weights: [[[Double]]]
    /// [layer][output]
    var biases: [[Double]?]

    init(_ network: MultilayerPerceptron) {
        weights = network.layers.map { layer in
            (0..<layer.outputs).map { output in
                (0..<layer.inputs).map { Double(layer.weight[output, $0]) }
            }
        }
        biases = network.layers.map { $0.bias?.map { Double($0) } }
    }

    /// The inputs of every layer for one sample, and the predictions last.
    func levels(_ sample: [Double]) -> [[Double]] {
        var levels = [sample]
        for (index, weight) in weights.enumerated() {
            var outputs: [Double] = []
            for (row, line) in weight.enumerated() {
                var sum = biases[index]?[row] ?? 0
                for (factor, input) in zip(line, levels[index]) { sum += factor * input }
                outputs.append(index + 1 < weights.count ? max(sum, 0) : sum)
            }
            levels.append(outputs)
        }
        return levels
    }

    func loss(_ features: Matrix<Float>, _ targets: Matrix<Float>) -> Double {
        var sum = 0.0
        for row in 0..<features.rows {
            let predictions = levels((0..<features.columns).map { Double(features[row, $0]) })
            for (column, prediction) in predictions[predictions.count - 1].enumerated() {
                let difference = prediction - Double(targets[row, column])
                sum += difference * difference
            }
        }
        return sum / Double(targets.elements.count)
    }

    /// ∂loss/∂parameter by the central difference; `parameter` gives access to the number.
    ///
    /// With a step of 1e-6 the truncation is of order 1e-12 and the rounding of order 1e-10.
    mutating func slope(
        _ features: Matrix<Float>, _ targets: Matrix<Float>,
        at parameter: (inout ReferenceNetwork, Double) -> Void
    ) -> Double {
        let step = 1e-6
        parameter(&self, step)
        let above = loss(features, targets)
        parameter(&self, -2 * step)
        let below = loss(features, targets)
        parameter(&self, step)
        return (above - below) / (2 * step)
    }
}

/// Standard normal numbers for tests.
func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var stream = RandomStream(seed: seed, stream: "test")
    return stream.standardNormalMatrix(rows: rows, columns: columns).asFloat
}
