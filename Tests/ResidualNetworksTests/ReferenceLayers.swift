import Kernels
import LinearAlgebra

@testable import ResidualNetworks

/// Numbers `[samples, channels, height, width]`, one after the other, in double precision.
struct Planes {
    let samples: Int
    let channels: Int
    let height: Int
    let width: Int
    var values: [Double]

    init(_ samples: Int, _ channels: Int, _ height: Int, _ width: Int, seed: UInt64? = nil) {
        (self.samples, self.channels) = (samples, channels)
        (self.height, self.width) = (height, width)
        let count = samples * channels * height * width
        guard let seed else {
            values = Array(repeating: 0, count: count)
            return
        }
        var stream = RandomStream(seed: seed, stream: "planes")
        // Rounded to what single precision holds.
        values = (0..<count).map { _ in Double(Float(stream.standardNormal())) }
    }

    func index(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Int {
        ((n * channels + c) * height + y) * width + x
    }

    subscript(n: Int, c: Int, y: Int, x: Int) -> Double {
        get { values[index(n, c, y, x)] }
        set { values[index(n, c, y, x)] = newValue }
    }

    func forEach(_ body: (Int, Int, Int, Int) -> Void) {
        for n in 0..<samples {
            for c in 0..<channels {
                for y in 0..<height { for x in 0..<width { body(n, c, y, x) } }
            }
        }
    }

    /// In blocks of channels, as the kernels want them.
    func activation(block: Int) throws -> Activation {
        let result = try Activation(
            channels: channels, height: height, width: width, block: block, capacity: samples)
        var blocked = [Float](repeating: 0, count: values.count)
        forEach { n, c, y, x in
            let place = ((n * (channels / block) + c / block) * height + y) * width + x
            blocked[place * block + c % block] = Float(self[n, c, y, x])
        }
        result.numbers.write(blocked)
        return result
    }

    /// The way back.
    init(_ activation: Activation, samples: Int) {
        self.init(samples, activation.channels, activation.height, activation.width)
        let block = activation.block
        let blocked = activation.numbers.numbers(values.count)
        var copy = self
        forEach { n, c, y, x in
            let place = ((n * (channels / block) + c / block) * height + y) * width + x
            copy[n, c, y, x] = Double(blocked[place * block + c % block])
        }
        self = copy
    }

    /// The largest distance, by the largest number of the other.
    func relativeDistance(_ other: Planes) -> Double {
        let largest = other.values.map(abs).max() ?? 0
        let distance = zip(values, other.values).map { abs($0 - $1) }.max() ?? .infinity
        return distance / max(largest, 1e-30)
    }
}

/// A convolution by its definition.
struct ReferenceConvolution {
    let shape: ConvolutionShape
    /// `[outputs, inputs, kernel, kernel]`
    var weights: Planes

    /// Calls `body` with every place of the three operands that meet in a product.
    func forEachProduct(
        samples: Int,
        _ body: (
            _ input: (Int, Int, Int, Int), _ weight: (Int, Int, Int, Int),
            _ output: (Int, Int, Int, Int)
        ) -> Void
    ) {
        for n in 0..<samples {
            for o in 0..<shape.outputs {
                for y in 0..<shape.outputHeight {
                    for x in 0..<shape.outputWidth {
                        for i in 0..<shape.inputs {
                            for ky in 0..<shape.kernel {
                                let iy = y * shape.stride + ky - shape.padding
                                guard 0..<shape.height ~= iy else { continue }
                                for kx in 0..<shape.kernel {
                                    let ix = x * shape.stride + kx - shape.padding
                                    guard 0..<shape.width ~= ix else { continue }
                                    body((n, i, iy, ix), (o, i, ky, kx), (n, o, y, x))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    func outputs(_ input: Planes) -> Planes {
        var result = Planes(input.samples, shape.outputs, shape.outputHeight, shape.outputWidth)
        forEachProduct(samples: input.samples) { i, w, o in
            result[o.0, o.1, o.2, o.3] +=
                input[i.0, i.1, i.2, i.3] * weights[w.0, w.1, w.2, w.3]
        }
        return result
    }

    func inputGradient(_ gradient: Planes) -> Planes {
        var result = Planes(gradient.samples, shape.inputs, shape.height, shape.width)
        forEachProduct(samples: gradient.samples) { i, w, o in
            result[i.0, i.1, i.2, i.3] +=
                gradient[o.0, o.1, o.2, o.3] * weights[w.0, w.1, w.2, w.3]
        }
        return result
    }

    func weightGradient(_ input: Planes, _ gradient: Planes) -> Planes {
        var result = Planes(shape.outputs, shape.inputs, shape.kernel, shape.kernel)
        forEachProduct(samples: input.samples) { i, w, o in
            result[w.0, w.1, w.2, w.3] +=
                gradient[o.0, o.1, o.2, o.3] * input[i.0, i.1, i.2, i.3]
        }
        return result
    }
}
