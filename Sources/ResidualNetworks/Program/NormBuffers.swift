internal import Kernels

/// A batch norm's numbers, each a row of as many as there are channels.
struct NormBuffers: Sendable {
    enum Row: Int, CaseIterable {
        case weight
        case bias
        case runningMean
        case runningVariance
        /// What the batch at hand is normalised with: (x − mean) · scale + bias.
        case mean
        case scale
        /// 1 / √(variance + ε) of the batch at hand.
        case inverseDeviation
        /// The gradient of what is normalised: a · g + b · (x − mean) + e.
        case gradientA
        case gradientB
        case gradientE
        case weightVelocity
        case biasVelocity
    }

    /// Added to a variance. Source: PyTorch's default.
    static let epsilon = 1e-5

    let channels: Int
    private let numbers: NumberBuffer<Float>

    init(channels: Int) throws(MemoryShortage) {
        self.channels = channels
        numbers = try NumberBuffer(channels * Row.allCases.count)
    }

    func pointer(_ row: Row) -> UnsafeMutablePointer<Float> {
        unsafe numbers.pointer(at: row.rawValue * channels, needed: channels)
    }

    subscript(row: Row) -> [Float] {
        get { numbers.numbers(channels, at: row.rawValue * channels) }
        nonmutating set { numbers.write(newValue, at: row.rawValue * channels) }
    }

    /// Makes the running statistics those that are normalised with.
    func useRunningStatistics() {
        self[.mean] = self[.runningMean]
        self[.scale] = zip(self[.weight], self[.runningVariance]).map { weight, variance in
            Float(Double(weight) / (Double(variance) + Self.epsilon).squareRoot())
        }
    }

    /// All rows that a checkpoint or a model does not need are made anew for every batch.
    var gradientMap: nrc_gradient_map {
        unsafe nrc_gradient_map(
            a: pointer(.gradientA), b: pointer(.gradientB), e: pointer(.gradientE),
            mean: pointer(.mean))
    }

    var map: nrc_channel_map {
        unsafe nrc_channel_map(
            mean: pointer(.mean), scale: pointer(.scale), shift: pointer(.bias))
    }
}
