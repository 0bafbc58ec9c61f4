internal import Foundation
internal import WorkerProtocol

/// What a stage of a built-in kind takes that has next to nothing to do.
struct WorkerStart {
    let worker: URL

    func row() throws -> BenchmarkRow {
        try TemporaryFolder.with { folder in
            func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
            let request = StageRequest(
                stage: "benchmark", kind: "synthetic.dataset",
                parameters: [
                    "seed": .integer(1), "teacher": .text("linear"), "samples": .integer(8),
                    "input_dimension": .integer(2), "target_dimension": .integer(1),
                    "rank": .integer(1), "noise": .real(0), "test_fraction": .real(0.25),
                    "split_seed": .integer(1), "standardise": .boolean(false),
                    "minimum_eigenvalue_ratio": .real(0.01),
                ], inputs: [:],
                outputs: Dictionary(
                    uniqueKeysWithValues: [
                        "features", "targets", "test_features", "test_targets", "scaling",
                        "summary",
                    ].map { ($0, path($0)) }), threads: 1, profile: nil)
            try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: path("request")))
            let best = try Stopwatch.best(of: 21) {
                let status = try QuietProcess.run([worker.path, path("request"), path("response")])
                guard status == 0 else {
                    throw BenchmarkError(description: "synthetic.dataset ended with \(status)")
                }
            }
            return BenchmarkRow(
                "nrc-pipe-worker, synthetic.dataset of 8 samples",
                String(format: "%.1f ms", best * 1000))
        }
    }
}
