internal import Foundation
internal import LinearAlgebra

/// One measured figure.
struct BenchmarkRow {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

guard CommandLine.arguments.count == 2 else {
    print("usage: nrc-pipe-benchmark FOLDER-OF-THE-PROGRAMS   (in the project's root)")
    exit(2)
}
let runner = RunnerBenchmark(
    programs: URL(fileURLWithPath: CommandLine.arguments[1]),
    pipelines: URL(fileURLWithPath: "pipelines"))
let rows = try TrainingBenchmark().rows() + runner.rows()
print("BLAS core type: \(BLASLibrary.coreType)\n")
print("| measured | value |\n|---|---|")
for row in rows { print("| \(row.name) | \(row.value) |") }
