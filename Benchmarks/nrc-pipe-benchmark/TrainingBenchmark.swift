internal import Learning
internal import LinearAlgebra

/// Training speed on one core beside what BLAS alone reaches there.
enum TrainingBenchmark {
    private static let batch = 128
    private static let steps = 60
    private static let depth = 8
    private static let epochs = 3

    static func rows() throws -> [BenchmarkRow] {
        let widths = [256, 512, 1024]
        // In turn, because a shared machine's speed drifts by more than the differences.
        var peak = 0.0
        var speeds: [Double] = []
        for width in widths {
            peak = max(peak, productSpeed(size: 512))
            speeds.append(try trainingSpeed(width: width))
            peak = max(peak, productSpeed(size: 512))
        }
        var rows = [
            BenchmarkRow("sgemm 512³, one core", "\(Int(peak.rounded())) GFLOP/s")
        ]
        for (width, speed) in zip(widths, speeds) {
            let share = Int((100 * speed / peak).rounded())
            rows.append(
                BenchmarkRow(
                    "train.mlp \(depth)×\(width), batch \(batch), one core",
                    "\(Int(speed.rounded())) GFLOP/s, \(share) % of sgemm 512³"))
        }
        return rows
    }

    /// GFLOP/s of a square product in single precision into memory that is there, the best of
    /// several.
    private static func productSpeed(size: Int) -> Double {
        var stream = RandomStream(seed: 1, stream: "benchmark")
        let left = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
        let right = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
        var result = Array(repeating: Float(0), count: size * size)
        let repetitions = 20
        let best = Stopwatch.best(of: 15) {
            for _ in 0..<repetitions {
                unsafe Float.gemm(
                    transposeLeft: false, transposeRight: false, rows: size, columns: size,
                    inner: size, alpha: 1, left: left, leftStride: size, right: right,
                    rightStride: size, beta: 0, result: &result, resultStride: size)
            }
        }
        return 2 * Double(size * size * size * repetitions) / best * 1e-9
    }

    /// GFLOP/s of a training of some epochs, the best of five: 6 · parameters · samples for the
    /// steps of each epoch, 2 · parameters · samples for each evaluation, of which a training makes
    /// one at its start and one after each of the first epochs.
    private static func trainingSpeed(width: Int) throws -> Double {
        let samples = batch * steps
        var stream = RandomStream(seed: 1, stream: "benchmark")
        let data = try RegressionData(
            name: "train",
            features: stream.standardNormalMatrix(rows: samples, columns: 20).asFloat,
            targets: stream.standardNormalMatrix(rows: samples, columns: 4).asFloat)
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 20, width: width, depth: depth, outputs: 4),
            seed: 1)
        let best = try Stopwatch.best(of: 5) {
            var run = try TrainingRun(
                network, training: data,
                configuration: TrainingConfiguration(
                    epochs: epochs, batch: batch,
                    optimiser: StochasticGradientDescent(learningRate: 0.01, weightDecay: 1e-4),
                    seed: 1))
            try run.run()
        }
        let passes = 6 * epochs + 2 * EvaluationEpochs.upTo(epochs).count
        return Double(passes * network.parameterCount * samples) / best * 1e-9
    }
}
