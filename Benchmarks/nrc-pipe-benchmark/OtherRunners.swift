internal import Foundation

/// The same graph with other people's runners, as far as they are installed.
struct OtherRunners {
    let project: URL

    private static let repetitions = 5
    /// Snakemake takes minutes beyond.
    private static let mostSnakemakeStages = 10_000

    func rows(_ pipeline: GeneratedPipeline, _ name: String) throws -> [BenchmarkRow] {
        var rows: [BenchmarkRow] = []
        if let ninja = Self.program("ninja") {
            try pipeline.writeNinja(to: project)
            rows += try measure([ninja, "-C", project.path, "-j2"], pipeline, "\(name), ninja")
        }
        if pipeline.stageCount <= Self.mostSnakemakeStages,
            let snakemake = Self.program("snakemake")
        {
            try pipeline.writeSnakemake(to: project)
            try? FileManager.default.removeItem(at: project.appendingPathComponent("made"))
            rows += try measure(
                [snakemake, "-d", project.path, "-s", "\(project.path)/Snakefile", "--cores", "2"],
                pipeline, "\(name), Snakemake", times: 1)
        }
        return rows
    }

    private func measure(
        _ command: [String], _ pipeline: GeneratedPipeline, _ name: String,
        times: Int = Self.repetitions
    ) throws -> [BenchmarkRow] {
        let build = try Stopwatch.seconds { try run(command) }
        let again = try Stopwatch.best(of: times) { try run(command) }
        return [
            BenchmarkRow(
                "\(name), each of them run",
                String(format: "%.1f ms", build / Double(pipeline.stageCount) * 1000)),
            BenchmarkRow("\(name), nothing to do", String(format: "%.1f ms", again * 1000)),
        ]
    }

    private func run(_ command: [String]) throws {
        let status = try QuietProcess.run(command)
        guard status == 0 else {
            throw BenchmarkError(
                description: "\(command.joined(separator: " ")) ended with \(status)")
        }
    }

    private static func program(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
