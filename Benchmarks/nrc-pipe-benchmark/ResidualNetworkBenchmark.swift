internal import Foundation
internal import Images
internal import Learning
internal import LinearAlgebra
internal import ResidualNetworks

/// Training speed of ResNets on two threads beside PyTorch's, channels last.
struct ResidualNetworkBenchmark {
    private static let threads = 2
    private static let rounds = 3
    private static let steps = 3

    private struct Example {
        let depth: ResidualNetworkDepth
        let height: Int
        let width: Int
        let batch: Int

        var name: String { "\(depth.rawValue), \(batch)×\(height)×\(width)" }
    }

    private static let examples = [
        Example(depth: .resNet18, height: 200, width: 288, batch: 32),
        Example(depth: .resNet18, height: 64, width: 96, batch: 64),
        Example(depth: .resNet34, height: 128, width: 128, batch: 32),
    ]

    /// What the script prints.
    private struct TorchResult: Decodable {
        let version: String
        let cpu: String
        let stepSeconds: Double
    }

    private let python: TorchPython?

    init(python: TorchPython?) { self.python = python }

    func rows() throws -> [BenchmarkRow] { try Self.examples.flatMap(rows) }

    /// In turn with PyTorch, because a shared machine's speed drifts; the fastest step of each.
    private func rows(_ example: Example) throws -> [BenchmarkRow] {
        var (ours, theirs, conversion) = (Double.infinity, Double.infinity, Double.infinity)
        var opponent: TorchResult?
        for _ in 0..<Self.rounds {
            let seconds = try Self.seconds(example)
            ours = min(ours, seconds.step)
            conversion = min(conversion, seconds.conversion)
            let numbers = [
                example.depth == .resNet18 ? 18 : 34, example.height, example.width,
                example.batch, Self.steps, Self.threads,
            ]
            if let result = try python?.run(
                "train_resnet_cpu.py", numbers, as: TorchResult.self)
            {
                theirs = min(theirs, result.stepSeconds)
                opponent = result
            }
        }
        let rate = { (seconds: Double) in TableNumber.tenths(Double(example.batch) / seconds) }
        var value = "\(rate(ours)) pictures/s (oneDNN \(OneDNN.description()))"
        if let opponent {
            value +=
                "; \(TableNumber.hundredths(theirs / ours))× PyTorch \(opponent.version)'s "
                + "\(rate(theirs)) (\(opponent.cpu))"
        }
        let share = conversion / (Double(Self.threads) * ours)
        let bytes = Double(example.batch * 3 * example.height * example.width)
        return [
            BenchmarkRow("train.resnet \(example.name), two threads", value),
            BenchmarkRow(
                "of which making bytes numbers",
                "\(TableNumber.hundredths(100 * share)) %; pictures are read at "
                    + "\(TableNumber.tenths(bytes / ours / 1e6)) MB/s"),
        ]
    }

    /// Of the fastest step, and of making a batch's bytes numbers on one thread.
    private static func seconds(_ example: Example) throws -> (step: Double, conversion: Double) {
        try TemporaryFolder.with { folder in
            let size = ImageSize(height: example.height, width: example.width)
            let path = folder.appendingPathComponent("pictures.npy").path
            let writer = try ImageArrayWriter(path: path, size: size)
            var stream = RandomStream(seed: 1, stream: "benchmark")
            let count = example.batch * steps
            for _ in 0..<count {
                let pixels = (0..<size.byteCount).map { _ in
                    UInt8(truncatingIfNeeded: stream.next())
                }
                try writer.append(RGBImage(size: size, pixels: pixels))
            }
            try writer.finish()
            let data = try PictureData(
                name: "train", pictures: ImageArray(path: path),
                targets: stream.standardNormalMatrix(rows: count, columns: 2).asFloat,
                from: "a random stream", scale: .unit)
            return (try fastestStep(example, data), conversionSeconds(example, data))
        }
    }

    private static func conversionSeconds(_ example: Example, _ data: PictureData) -> Double {
        let values = data.scale.values
        let clock = ContinuousClock()
        var planes = [Float](repeating: 0, count: data.pictures.size.byteCount)
        return (0..<steps).reduce(Double.infinity) { best, step in
            let start = clock.now
            for index in step * example.batch..<(step + 1) * example.batch {
                unsafe planes.withUnsafeMutableBufferPointer { planes in
                    guard let place = planes.baseAddress else { return }
                    unsafe data.pictures.convert(index, by: values, into: place)
                }
            }
            return min(best, (clock.now - start) / .seconds(1))
        }
    }

    private static func fastestStep(_ example: Example, _ data: PictureData) throws -> Double {
        let network = ResidualNetwork(
            architecture: ResidualNetworkArchitecture(example.depth, outputs: 2), seed: 1)
        var run = try ResidualTrainingRun(
            network, training: data,
            configuration: TrainingConfiguration(
                epochs: 2, batch: example.batch,
                optimiser: StochasticGradientDescent(learningRate: 0.01, weightDecay: 5e-3),
                seed: 1))
        let clock = ContinuousClock()
        var best = Double.infinity
        var before = clock.now
        var steps = 0
        try run.run(
            threads: threads,
            while: { run in
                // Asked within long steps, too.
                guard run.steps != steps else { return run.finishedEpochs == 0 }
                let now = clock.now
                // An epoch's first step waited for the evaluation before, its last has no number.
                if run.steps > 1 { best = min(best, (now - before) / .seconds(1)) }
                (before, steps) = (now, run.steps)
                return run.finishedEpochs == 0
            })
        return best
    }
}
