internal import Foundation

/// What the command line costs: start-up, and Figure 8 at the quick profile, built and again.
struct RunnerBenchmark {
    let programs: URL
    /// The project's own, whose pipelines and data manifests are run elsewhere.
    let root: URL

    func rows() throws -> [BenchmarkRow] {
        try TemporaryFolder.with { project in
            for name in ["pipelines", "data-manifests"] {
                try FileManager.default.copyItem(
                    at: root.appendingPathComponent(name),
                    to: project.appendingPathComponent(name))
            }
            return try rows(in: project)
        }
    }

    private func rows(in project: URL) throws -> [BenchmarkRow] {
        let help = try Stopwatch.median(of: 21) { try run(["--help"], in: project) }
        let build = try Stopwatch.seconds { try run(["run", "fig8"], in: project) }
        let again = try Stopwatch.median(of: 21) { try run(["run", "fig8"], in: project) }
        return [
            BenchmarkRow("nrc-pipe --help, median of 21", milliseconds(help)),
            BenchmarkRow(
                "nrc-pipe run fig8 (quick), all stages",
                String(format: "%.1f s", build)),
            BenchmarkRow("nrc-pipe run fig8, nothing to do, median of 21", milliseconds(again)),
        ]
    }

    private func run(_ arguments: [String], in folder: URL) throws {
        let status = try QuietProcess.run(
            [programs.appendingPathComponent("nrc-pipe").path] + arguments
                + (arguments.first == "run" ? ["-C", folder.path] : []))
        guard status == 0 else {
            throw BenchmarkError(
                description: "nrc-pipe \(arguments.joined(separator: " ")) ended with \(status)")
        }
    }

    private func milliseconds(_ seconds: Double) -> String {
        String(format: "%.1f ms", seconds * 1000)
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}
