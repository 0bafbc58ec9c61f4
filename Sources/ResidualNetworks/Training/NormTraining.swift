internal import Kernels

/// A batch norm in training: sums over the slices of a batch, and what follows from them.
struct NormTraining: Sendable {
    /// The new batch's share in the running statistics. Source: PyTorch's default.
    private static let momentum = 0.1

    let norm: NormBuffers
    /// For each slice two rows of sums, one number a channel.
    private let sums: NumberBuffer<Double>
    private let slices: Int
    /// Samples times positions.
    private let count: Double

    /// - Parameter count: numbers of a channel in a batch, at least two.
    init(_ norm: NormBuffers, slices: Int, count: Int) throws(MemoryShortage) {
        precondition(count > 1, "one number has no deviation")
        self.norm = norm
        self.slices = slices
        self.count = Double(count)
        sums = try NumberBuffer(2 * slices * norm.channels)
    }

    /// Where the sums of a slice go: of the numbers or their gradients, and of products.
    func place(_ slice: Int) -> (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) {
        let channels = norm.channels
        return unsafe (
            sums.pointer(at: 2 * slice * channels, needed: channels),
            sums.pointer(at: (2 * slice + 1) * channels, needed: channels)
        )
    }

    /// Over the slices in their order.
    private func totals() -> (first: [Double], second: [Double]) {
        let channels = norm.channels
        var totals = sums.numbers(2 * channels)
        for slice in 1..<max(slices, 1) {
            let others = sums.numbers(2 * channels, at: 2 * slice * channels)
            for index in others.indices { totals[index] += others[index] }
        }
        return (Array(totals[..<channels]), Array(totals[channels...]))
    }

    /// From sums of numbers and squares: the batch's mean and deviation, and the running ones.
    ///
    /// The running variance is that of a sample (over count − 1), the batch's own is not.
    func finishStatistics() {
        let (sums, squares) = totals()
        let weights = norm[.weight]
        var (means, inverses, scales) = (norm[.mean], norm[.inverseDeviation], norm[.scale])
        var (runningMeans, runningVariances) = (norm[.runningMean], norm[.runningVariance])
        for channel in sums.indices {
            let mean = sums[channel] / count
            let variance = max(squares[channel] / count - mean * mean, 0)
            let inverse = 1 / (variance + NormBuffers.epsilon).squareRoot()
            means[channel] = Float(mean)
            inverses[channel] = Float(inverse)
            scales[channel] = Float(Double(weights[channel]) * inverse)
            func renew(_ running: inout Float, _ value: Double) {
                running = Float(
                    (1 - Self.momentum) * Double(running) + Self.momentum * value)
            }
            renew(&runningMeans[channel], mean)
            renew(&runningVariances[channel], variance * count / (count - 1))
        }
        (norm[.mean], norm[.inverseDeviation], norm[.scale]) = (means, inverses, scales)
        (norm[.runningMean], norm[.runningVariance]) = (runningMeans, runningVariances)
    }

    /// From sums of gradients, and of their products with the numbers' distances from the mean: how the
    /// gradient goes on, and the step of weight and bias.
    ///
    /// With s = 1/deviation, w the weight, G = Σ g / count and P = Σ g (x − mean) / count:
    /// ∂L/∂x = w s (g − G − (x − mean) s² P).
    func finishGradient(_ factors: nrc_sgd_factors) {
        let (sums, products) = totals()
        let (weights, inverses) = (norm[.weight], norm[.inverseDeviation])
        var (a, b, e) = (norm[.gradientA], norm[.gradientB], norm[.gradientE])
        for channel in sums.indices {
            let inverse = Double(inverses[channel])
            let scale = Double(weights[channel]) * inverse
            a[channel] = Float(scale)
            b[channel] = Float(-scale * inverse * inverse * products[channel] / count)
            e[channel] = Float(-scale * sums[channel] / count)
        }
        (norm[.gradientA], norm[.gradientB], norm[.gradientE]) = (a, b, e)
        let weightGradient = zip(products, inverses).map { Float($0 * Double($1)) }
        unsafe nrc_sgd_step(
            norm.pointer(.weight), norm.pointer(.weightVelocity), weightGradient, norm.channels,
            factors)
        unsafe nrc_sgd_step(
            norm.pointer(.bias), norm.pointer(.biasVelocity), sums.map { Float($0) },
            norm.channels, factors)
    }
}
