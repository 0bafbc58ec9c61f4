internal import Foundation

/// The same graph with other people's runners, as far as they are installed.
struct OtherRunners {
    let project: URL

    private static let repetitions = 5
    /// Snakemake takes minutes beyond.
    private static let mostSnakemakeStages = 10_000
    private static let mostSnakemakeBuilds = 1000

    func measure(
        _ pipeline: GeneratedPipeline, _ name: String, _ show: (BenchmarkRow) -> Void
    ) throws {
        if let ninja = Self.program("ninja") {
            try pipeline.writeNinja(to: project)
            let command = [ninja, "-C", project.path, "-j2"]
            try measureBuild(command, pipeline, "\(name), ninja", show)
            try measureNothing(command, "\(name), ninja", times: Self.repetitions, show)
        }
        guard pipeline.stageCount <= Self.mostSnakemakeStages,
            let snakemake = Self.program("snakemake")
        else { return }
        try pipeline.writeSnakemake(to: project)
        let command = [
            snakemake, "-d", project.path, "-s", "\(project.path)/Snakefile", "--cores", "2",
        ]
        if pipeline.stageCount <= Self.mostSnakemakeBuilds {
            try? FileManager.default.removeItem(at: project.appendingPathComponent("made"))
            try measureBuild(command, pipeline, "\(name), Snakemake", show)
        } else {
            // What ninja has made will do, once Snakemake has looked at it.
            try run(command + ["--touch"])
        }
        try measureNothing(command, "\(name), Snakemake", times: 1, show)
    }

    private func measureBuild(
        _ command: [String], _ pipeline: GeneratedPipeline, _ name: String,
        _ show: (BenchmarkRow) -> Void
    ) throws {
        let build = try Stopwatch.seconds { try run(command) }
        show(
            BenchmarkRow(
                "\(name), each of them run",
                String(format: "%.1f ms", build / Double(pipeline.stageCount) * 1000)))
    }

    private func measureNothing(
        _ command: [String], _ name: String, times: Int, _ show: (BenchmarkRow) -> Void
    ) throws {
        let again = try Stopwatch.best(of: times) { try run(command) }
        show(BenchmarkRow("\(name), nothing to do", String(format: "%.1f ms", again * 1000)))
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
