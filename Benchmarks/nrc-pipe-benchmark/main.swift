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
let programs = URL(fileURLWithPath: CommandLine.arguments[1])
let python = TorchPython()
let measuring = MeasuringBenchmark(
    worker: programs.appendingPathComponent("nrc-pipe-worker"), python: python)
let runner = RunnerBenchmark(programs: programs, root: URL(fileURLWithPath: "."))
print("BLAS core type: \(BLASLibrary.coreType)")
for rows in [runner.rows, measuring.rows, TrainingBenchmark(python: python).rows] {
    // Each table as soon as it is there: a later failure must not lose it.
    let table = try rows()
    print("\n| measured | value |\n|---|---|")
    for row in table { print("| \(row.name) | \(row.value) |") }
    fflush(nil)
}
