internal import Foundation
internal import LinearAlgebra

/// Measuring on two cores beside what BLAS alone reaches there, and beside the way of the authors'
/// scripts, whose N×N kernels allow few samples.
struct MeasuringBenchmark {
    /// SGEMM's training set.
    private static let samples = 193_280
    /// Four kernels of the scripts' in single precision fill the 1.5 GB that measuring may take.
    private static let fewSamples = 9_600
    private static let threads = 2
    private static let rounds = 3

    let worker: URL
    let python: TorchPython?
    private let product = ProductSpeed<Double>()

    init(worker: URL, python: TorchPython?) {
        self.worker = worker
        self.python = python
    }

    /// What the script prints.
    private struct Scripts: Decodable {
        let version: String
        let blas: String
        let cpu: String
        let seconds: Double
        let peakBytes: Int
    }

    func rows() throws -> [BenchmarkRow] {
        try [fullRow(), comparedRow()]
    }

    /// In turn with BLAS, because a shared machine's speed drifts.
    private func fullRow() throws -> BenchmarkRow {
        try TemporaryFolder.with { folder in
            let example = try ExampleMeasurement(samples: Self.samples, in: folder)
            var results: [ExampleMeasurement.Result] = []
            var peaks: [Double] = []
            for _ in 0..<Self.rounds {
                peaks.append(product.measure(threads: Self.threads))
                results.append(try example.measure(worker: worker, threads: Self.threads))
            }
            let shares = zip(results, peaks).map { 100e-9 * example.work / ($0.seconds * $1) }
            return BenchmarkRow(
                name(example),
                "\(TableNumber.tenths(TableNumber.median(results.map(\.seconds)))) s, "
                    + "\(megabytes(results)); \(TableNumber.range(shares)) % of dgemm's "
                    + "\(TableNumber.whole(TableNumber.median(peaks))) GFLOP/s (\(BLASLibrary.coreType))"
            )
        }
    }

    private func comparedRow() throws -> BenchmarkRow {
        try TemporaryFolder.with { folder in
            let example = try ExampleMeasurement(samples: Self.fewSamples, in: folder)
            guard let python else {
                return BenchmarkRow("\(name(example)) beside the scripts' way", TorchPython.absence)
            }
            var ours: [ExampleMeasurement.Result] = []
            var theirs: [Scripts] = []
            for _ in 0..<Self.rounds {
                ours.append(try example.measure(worker: worker, threads: Self.threads))
                theirs.append(
                    try python.run(
                        "measure_mlp.py",
                        [
                            ExampleMeasurement.width, ExampleMeasurement.depth,
                            ExampleMeasurement.inputs, ExampleMeasurement.outputs,
                            Self.fewSamples, Self.threads,
                        ], as: Scripts.self))
            }
            let ratios = zip(ours, theirs).map { $1.seconds / $0.seconds }
            let peak = TableNumber.whole(
                TableNumber.median(theirs.map { Double($0.peakBytes) * 1e-6 }))
            let seconds = TableNumber.tenths(TableNumber.median(theirs.map(\.seconds)))
            return BenchmarkRow(
                name(example),
                "\(TableNumber.tenths(TableNumber.median(ours.map(\.seconds)))) s, "
                    + "\(megabytes(ours)) (\(BLASLibrary.coreType)); "
                    + "\(TableNumber.tenths(TableNumber.median(ratios)))× the speed of the scripts' way, "
                    + "\(seconds) s, \(peak) MB (N×N kernels, PyTorch \(theirs[0].version), "
                    + "\(theirs[0].blas), \(theirs[0].cpu))")
        }
    }

    private func name(_ example: ExampleMeasurement) -> String {
        "collapse.measure \(ExampleMeasurement.depth)×\(ExampleMeasurement.width), "
            + "\(example.samples) training samples, two threads"
    }

    private func megabytes(_ results: [ExampleMeasurement.Result]) -> String {
        "\(TableNumber.whole(TableNumber.median(results.map { Double($0.peakBytes) * 1e-6 }))) MB"
    }
}
