import Learning
import LinearAlgebra

@testable import ResidualNetworks

/// A residual network and its loss by the definitions, in double precision, with the batch's own
/// statistics.
struct ReferenceResidualNetwork {
    let architecture: ResidualNetworkArchitecture
    var tensors: [String: [Double]]

    init(_ network: ResidualNetwork) {
        architecture = network.architecture
        tensors = Dictionary(
            uniqueKeysWithValues: network.tensors.map { ($0.name, $0.elements.map { Double($0) }) })
    }

    private func numbers(_ name: String) -> [Double] { tensors[name] ?? [] }

    /// The mean squared error of a batch against targets `[pictures, outputs]`.
    func loss(_ pictures: Planes, _ targets: Matrix<Float>) -> Double {
        var x = pooled(rectified(unit(architecture.stem, pictures)))
        for block in architecture.basicBlocks {
            let inner = unit(block.second, rectified(unit(block.first, x)))
            x = rectified(inner, adding: block.downsample.map { unit($0, x) } ?? x)
        }
        var sum = 0.0
        for n in 0..<pictures.samples {
            let predictions = head((0..<x.channels).map { mean(x, n, $0) })
            for (column, prediction) in predictions.enumerated() {
                let difference = prediction - Double(targets[n, column])
                sum += difference * difference
            }
        }
        return sum / Double(targets.elements.count)
    }

    /// ∂loss/∂(element of a tensor) by the central difference: with a step of 1e-5 good to 1e-7.
    mutating func slope(
        _ pictures: Planes, _ targets: Matrix<Float>, _ name: String, _ index: Int
    ) -> Double {
        let step = 1e-5
        guard let value = tensors[name]?[index] else { return .nan }
        tensors[name]?[index] = value + step
        let above = loss(pictures, targets)
        tensors[name]?[index] = value - step
        let below = loss(pictures, targets)
        tensors[name]?[index] = value
        return (above - below) / (2 * step)
    }

    /// A convolution and the batch norm behind it.
    private func unit(_ convolution: NormalisedConvolution, _ x: Planes) -> Planes {
        var weights = Planes(
            convolution.outputs, convolution.inputs, convolution.kernel, convolution.kernel)
        weights.values = numbers(convolution.weightName)
        let shape = ConvolutionShape(
            inputs: convolution.inputs, outputs: convolution.outputs, kernel: convolution.kernel,
            stride: convolution.stride, height: x.height, width: x.width)
        var z = ReferenceConvolution(shape: shape, weights: weights).outputs(x)
        let (scale, shift) = (
            numbers("\(convolution.normName).weight"), numbers("\(convolution.normName).bias")
        )
        let area = z.height * z.width
        for c in 0..<z.channels {
            let places = (0..<z.samples).flatMap { n in
                (0..<area).map { (n * z.channels + c) * area + $0 }
            }
            let mean = places.reduce(0) { $0 + z.values[$1] } / Double(places.count)
            let variance =
                places.reduce(0) { $0 + (z.values[$1] - mean) * (z.values[$1] - mean) }
                / Double(places.count)
            for place in places {
                z.values[place] =
                    (z.values[place] - mean) / (variance + 1e-5).squareRoot() * scale[c] + shift[c]
            }
        }
        return z
    }

    private func rectified(_ x: Planes, adding shortcut: Planes? = nil) -> Planes {
        var result = x
        for index in x.values.indices {
            result.values[index] = max(x.values[index] + (shortcut?.values[index] ?? 0), 0)
        }
        return result
    }

    private func pooled(_ x: Planes) -> Planes {
        var result = Planes(x.samples, x.channels, (x.height + 1) / 2, (x.width + 1) / 2)
        result.forEach { n, c, y, px in
            for iy in max(2 * y - 1, 0)...min(2 * y + 1, x.height - 1) {
                for ix in max(2 * px - 1, 0)...min(2 * px + 1, x.width - 1) {
                    result[n, c, y, px] = max(result[n, c, y, px], x[n, c, iy, ix])
                }
            }
        }
        return result
    }

    private func mean(_ x: Planes, _ n: Int, _ c: Int) -> Double {
        let start = x.index(n, c, 0, 0)
        let area = x.height * x.width
        return x.values[start..<start + area].reduce(0, +) / Double(area)
    }

    private func linear(_ name: String, _ x: [Double]) -> [Double] {
        let (weight, bias) = (numbers("\(name).weight"), numbers("\(name).bias"))
        return bias.indices.map { row in
            x.indices.reduce(bias[row]) { $0 + weight[row * x.count + $1] * x[$1] }
        }
    }

    private func head(_ features: [Double]) -> [Double] {
        guard architecture.head == .perceptron else { return linear("fc", features) }
        let z = linear("fc.0", features)
        let mean = z.reduce(0, +) / Double(z.count)
        let variance = z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(z.count)
        let (scale, shift) = (numbers("fc.1.weight"), numbers("fc.1.bias"))
        let hidden = z.indices.map { index in
            max((z[index] - mean) / (variance + 1e-5).squareRoot() * scale[index] + shift[index], 0)
        }
        return linear("fc.3", hidden)
    }
}
