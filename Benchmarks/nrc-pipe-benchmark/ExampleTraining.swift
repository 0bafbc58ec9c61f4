internal import Learning
internal import LinearAlgebra

/// A training as the paper's, on numbers that mean nothing, to be timed.
struct ExampleTraining {
    static let batch = 128
    static let depth = 8
    static let inputs = 20
    static let outputs = 4
    /// Parameters times steps that are timed at once: some tenths of a second.
    private static let work = 25_000_000

    let width: Int
    private let network: MultilayerPerceptron
    private let data: RegressionData

    init(width: Int) throws {
        self.width = width
        network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: Self.inputs, width: width, depth: Self.depth, outputs: Self.outputs),
            seed: 1)
        let samples = Self.batch * (1 + Self.work / network.parameterCount)
        var stream = RandomStream(seed: 1, stream: "benchmark")
        data = try RegressionData(
            name: "train",
            features: stream.standardNormalMatrix(rows: samples, columns: Self.inputs).asFloat,
            targets: stream.standardNormalMatrix(rows: samples, columns: Self.outputs).asFloat)
    }

    var name: String { "\(Self.depth)×\(width), batch \(Self.batch)" }

    /// Steps that are timed: all of an epoch but the first.
    var steps: Int { data.samples / Self.batch - 1 }

    /// GFLOP/s of the steps of one model, 6 · parameters · samples each; the best of three epochs.
    func speed(threads: Int) throws -> Double {
        Double(6 * network.parameterCount * Self.batch * steps)
            / (try bestEpoch(threads: threads)) * 1e-9
    }

    /// GFLOP/s of two models together, each with a thread of its own.
    func speedOfTwoModels() throws -> Double {
        let team = ThreadTeam(threads: 2)
        var seconds = [Double](repeating: 0, count: 2)
        unsafe seconds.withUnsafeMutableBufferPointer { seconds in
            // Each piece writes its own number.
            nonisolated(unsafe) let seconds = unsafe seconds
            team.perform(pieces: 2) { model in
                unsafe seconds[model] = (try? bestEpoch(threads: 1)) ?? .infinity
            }
        }
        return seconds.reduce(0) {
            $0 + Double(6 * network.parameterCount * Self.batch * steps) / $1 * 1e-9
        }
    }

    private func bestEpoch(threads: Int) throws -> Double {
        var run = try TrainingRun(
            network, training: data,
            configuration: TrainingConfiguration(
                epochs: 3, batch: Self.batch,
                optimiser: StochasticGradientDescent(learningRate: 0.01, weightDecay: 1e-4),
                seed: 1))
        let clock = ContinuousClock()
        var start: ContinuousClock.Instant?
        var best = Double.infinity
        try run.run(
            threads: threads,
            while: { run in
                if run.steps == 1 {
                    start = clock.now
                } else if run.steps == 0, let begun = start {
                    best = min(best, (clock.now - begun) / .seconds(1))
                    start = nil
                }
                return true
            })
        return best
    }
}
