internal import Learning
internal import LinearAlgebra

/// Training speed on one and two cores beside what BLAS alone reaches there.
enum TrainingBenchmark {
    static let widths = [256, 512, 1024]
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
            case .twoModels: "two models at once, a thread each"
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

    static func rows() throws -> [BenchmarkRow] {
        let product = ProductSpeed()
        var peaks = [1: 0.0, 2: 0.0]
        var rows: [BenchmarkRow] = []
        for width in widths {
            let example = try ExampleTraining(width: width)
            for arrangement in Arrangement.allCases {
                // In turn, because a shared machine's speed drifts by more than the differences.
                var speeds: [Double] = []
                var shares: [Double] = []
                for _ in 0..<rounds {
                    let peak = product.measure(threads: arrangement.cores)
                    let speed = try arrangement.measure(example)
                    peaks[arrangement.cores] = max(peaks[arrangement.cores] ?? 0, peak)
                    speeds.append(speed)
                    shares.append(speed / peak)
                }
                rows.append(
                    BenchmarkRow(
                        "train.mlp \(example.name), \(arrangement.name)",
                        "\(Int((speeds.max() ?? 0).rounded())) GFLOP/s, "
                            + "\(percent(shares.sorted()[rounds / 2])) of sgemm 512³ "
                            + "(\(percent(shares.min() ?? 0))–\(percent(shares.max() ?? 0)))"))
            }
        }
        let peakRows = peaks.sorted { $0.key < $1.key }.map { cores, peak in
            BenchmarkRow(
                "sgemm 512³, \(cores == 1 ? "one core" : "two cores")",
                "\(Int(peak.rounded())) GFLOP/s")
        }
        return peakRows + rows
    }

    private static func percent(_ share: Double) -> String {
        "\(Int((100 * share).rounded())) %"
    }
}
