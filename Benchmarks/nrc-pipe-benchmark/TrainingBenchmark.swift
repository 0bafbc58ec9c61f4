internal import Learning
internal import LinearAlgebra

/// Training speed on one and two cores beside what BLAS alone reaches there, and beside PyTorch.
struct TrainingBenchmark {
    private static let widths = [256, 512, 1024]
    private static let rounds = 7

    /// One way of using the cores.
    private enum Arrangement: CaseIterable {
        case oneThread
        case twoThreads
        case twoModels

        var name: String {
            switch self {
            case .oneThread: "one thread"
            case .twoThreads: "two threads"
            case .twoModels: "two models at once"
            }
        }

        var cores: Int { self == .oneThread ? 1 : 2 }

        /// GFLOP/s.
        func measure(_ example: ExampleTraining) throws -> Double {
            switch self {
            case .oneThread: try example.speed(threads: 1)
            case .twoThreads: try example.speed(threads: 2)
            case .twoModels: try example.speedOfTwoModels()
            }
        }
    }

    private let product = ProductSpeed<Float>()
    private let torch: TorchBenchmark?

    init(python: TorchPython?) { torch = python.map(TorchBenchmark.init) }

    func rows() throws -> [BenchmarkRow] {
        var rows: [BenchmarkRow] = []
        for width in Self.widths {
            let example = try ExampleTraining(width: width)
            for arrangement in Arrangement.allCases {
                rows.append(try row(example, arrangement))
            }
        }
        if torch == nil { rows.append(BenchmarkRow("PyTorch", TorchPython.absence)) }
        return rows
    }

    /// In turn with BLAS and PyTorch, because a shared machine's speed drifts by more than the
    /// differences.
    private func row(
        _ example: ExampleTraining, _ arrangement: Arrangement
    ) throws -> BenchmarkRow {
        var speeds: [Double] = []
        var peaks: [Double] = []
        var others: [Double] = []
        var opponent: TorchBenchmark.Result?
        for _ in 0..<Self.rounds {
            peaks.append(product.measure(threads: arrangement.cores))
            speeds.append(try arrangement.measure(example))
            if let result = try torch?.measure(example, threads: arrangement.cores) {
                others.append(example.rate(result.stepSeconds))
                opponent = result
            }
        }
        var value =
            "\(TableNumber.whole(TableNumber.median(speeds))) GFLOP/s; "
            + "\(TableNumber.range(zip(speeds, peaks).map { 100 * $0 / $1 })) % of sgemm's "
            + "\(TableNumber.whole(TableNumber.median(peaks))) (\(BLASLibrary.coreType))"
        if let opponent {
            let ratios = zip(speeds, others).map { $0 / $1 }
            value +=
                "; \(TableNumber.tenths(TableNumber.median(ratios)))× PyTorch \(opponent.version)'s "
                + "\(TableNumber.whole(TableNumber.median(others))) (\(opponent.blas), \(opponent.cpu), "
                + "one model, \(arrangement.cores) threads)"
        }
        return BenchmarkRow("train.mlp \(example.name), \(arrangement.name)", value)
    }
}
