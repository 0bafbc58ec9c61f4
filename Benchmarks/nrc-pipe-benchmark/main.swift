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

let sizes = CommandLine.arguments.dropFirst(3).compactMap { Int($0) }
let isScale = CommandLine.arguments.count > 3 && CommandLine.arguments[2] == "scale"
let isResNets = CommandLine.arguments.dropFirst(2) == ["resnets"]
guard
    CommandLine.arguments.count == 2 || isResNets
        || isScale && sizes.count == CommandLine.arguments.count - 3 && sizes.allSatisfy({ $0 > 0 })
else {
    print(
        """
        usage: nrc-pipe-benchmark FOLDER-OF-THE-PROGRAMS                     (in the project's root)
               nrc-pipe-benchmark FOLDER-OF-THE-PROGRAMS scale STAGES ...    (the runner alone)
               nrc-pipe-benchmark FOLDER-OF-THE-PROGRAMS resnets             (ResNets alone)
        """)
    exit(2)
}
let programs = URL(fileURLWithPath: CommandLine.arguments[1])
if isScale {
    printHeading()
    try ScaleBenchmark(programs: programs, sizes: sizes).measure(printRow)
    exit(0)
}
let python = TorchPython()
let measuring = MeasuringBenchmark(
    worker: programs.appendingPathComponent("nrc-pipe-worker"), python: python)
let runner = RunnerBenchmark(programs: programs, root: URL(fileURLWithPath: "."))
print("BLAS core type: \(BLASLibrary.coreType)")
let resNets = ResidualNetworkBenchmark(python: python)
let others = [runner.rows, measuring.rows, TrainingBenchmark(python: python).rows]
for rows in (isResNets ? [] : others) + [resNets.rows] {
    // Each table as soon as it is there: a later failure must not lose it.
    printTable(try rows())
}

func printTable(_ rows: [BenchmarkRow]) {
    printHeading()
    rows.forEach(printRow)
}

func printHeading() { print("\n| measured | value |\n|---|---|") }

func printRow(_ row: BenchmarkRow) {
    print("| \(row.name) | \(row.value) |")
    fflush(nil)
}
