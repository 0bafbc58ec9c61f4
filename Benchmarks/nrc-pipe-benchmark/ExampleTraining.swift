internal import Learning
internal import LinearAlgebra

/// A training as the paper's, on numbers that mean nothing, to be timed.
struct ExampleTraining {
    static let batch = 128
    static let depth = 8
    static let inputs = 20
    static let outputs = 4
    private static let epochs = 2
    /// Parameters times steps of an epoch: some tenths of a second.
    private static let work = 40_000_000

    let width: Int
    private let network: MultilayerPerceptron
    private let data: RegressionData

    init(width: Int) throws {
        self.width = width
        network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: Self.inputs, width: width, depth: Self.depth, outputs: Self.outputs),
            seed: 1)
        let samples = Self.batch * (2 + Self.work / network.parameterCount)
        var stream = RandomStream(seed: 1, stream: "benchmark")
        data = try RegressionData(
            name: "train",
            features: stream.standardNormalMatrix(rows: samples, columns: Self.inputs).asFloat,
            targets: stream.standardNormalMatrix(rows: samples, columns: Self.outputs).asFloat)
    }

    var name: String { "\(Self.depth)×\(width), batch \(Self.batch)" }

    /// Of an epoch.
    var steps: Int { data.samples / Self.batch }

    /// GFLOP/s of one model's steps.
    func speed(threads: Int) throws -> Double { rate(try undisturbedStep(threads: threads)) }

    /// GFLOP/s of two models together, each with a thread of its own.
    func speedOfTwoModels() throws -> Double {
        let team = ThreadTeam(threads: 2)
        var seconds = [Double](repeating: 0, count: 2)
        unsafe seconds.withUnsafeMutableBufferPointer { seconds in
            // Each piece writes its own number.
            nonisolated(unsafe) let seconds = unsafe seconds
            team.perform(pieces: 2) { model in
                unsafe seconds[model] = (try? undisturbedStep(threads: 1)) ?? .infinity
            }
        }
        return seconds.reduce(0) { $0 + rate($1) }
    }

    /// GFLOP/s when a step, 6 · parameters · samples, takes so many seconds.
    func rate(_ seconds: Double) -> Double {
        Double(6 * network.parameterCount * Self.batch) / seconds * 1e-9
    }

    /// Seconds of a step, without the evaluations between epochs.
    private func undisturbedStep(threads: Int) throws -> Double {
        var run = try TrainingRun(
            network, training: data,
            configuration: TrainingConfiguration(
                epochs: Self.epochs, batch: Self.batch,
                optimiser: StochasticGradientDescent(learningRate: 0.01, weightDecay: 1e-4),
                seed: 1))
        let clock = ContinuousClock()
        var seconds: [Double] = []
        var before = clock.now
        try run.run(
            threads: threads,
            while: { run in
                let now = clock.now
                // An epoch's first step waited for the evaluation before, its last has no number.
                if run.steps > 1 { seconds.append((now - before) / .seconds(1)) }
                before = now
                return true
            })
        return Stopwatch.undisturbed(seconds)
    }
}
