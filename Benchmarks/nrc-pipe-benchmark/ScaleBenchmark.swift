internal import Foundation

/// What the runner itself costs with many stages, with ninja and Snakemake beside it where they are
/// installed.
struct ScaleBenchmark {
    let programs: URL
    /// Stages of the layered pipelines that are measured.
    let sizes: [Int]

    private static let repetitions = 11
    private static let jobs = ["-j2"]
    private static let bytesToHash = 4 << 30
    private static let mostBoxedStages = 10_000

    /// - Parameter show: called with each row as soon as it is known: all of them can take an hour.
    func measure(_ show: (BenchmarkRow) -> Void) throws {
        try measureStart(show)
        try TemporaryFolder.with { project in
            try GeneratedPipeline(stageCount: 1000, shape: .tenFilesEach).write(to: project)
            try run(["run"] + Self.jobs, in: project)
            show(try nothingToDo("1,000 stages, 10,000 files", in: project))
        }
        try measureSandbox(show)
        for size in sizes { try measureLayers(size, show) }
        show(try hashing())
    }

    private func measureStart(_ show: (BenchmarkRow) -> Void) throws {
        try TemporaryFolder.with { project in
            try GeneratedPipeline(stageCount: 1, shape: .layered).write(to: project)
            let help = try Stopwatch.best(of: 21) { try run(["--help"], in: project) }
            show(BenchmarkRow("nrc-pipe --help", milliseconds(help)))
            let status = try Stopwatch.best(of: 21) { try run(["status"], in: project) }
            show(BenchmarkRow("nrc-pipe status, fresh project of one stage", milliseconds(status)))
        }
        show(try WorkerStart(worker: programs.appendingPathComponent("nrc-pipe-worker")).row())
    }

    /// The same stages in turn without and with bubblewrap, so that both meet the same machine.
    private func measureSandbox(_ show: (BenchmarkRow) -> Void) throws {
        let stages = 300
        try TemporaryFolder.with { project in
            try GeneratedPipeline(stageCount: stages, shape: .layered).write(to: project)
            var without: [Double] = []
            var difference: [Double] = []
            for _ in 0..<5 {
                let (plain, boxed) = try (
                    secondsToBuild(project, sandbox: "off"),
                    secondsToBuild(project, sandbox: "required")
                )
                without.append(plain / Double(stages))
                difference.append((boxed - plain) / Double(stages))
            }
            show(
                BenchmarkRow(
                    "a stage of \(stages), -j2; bubblewrap adds (medians of 5 pairs)",
                    milliseconds(TableNumber.median(without)) + "; "
                        + milliseconds(TableNumber.median(difference))))
        }
    }

    private func measureLayers(_ size: Int, _ show: (BenchmarkRow) -> Void) throws {
        let pipeline = GeneratedPipeline(stageCount: size, shape: .layered)
        let name = "\(size) stages"
        try TemporaryFolder.with { project in
            try pipeline.write(to: project)
            let load = try Stopwatch.seconds { try run(["list"], in: project) }
            show(BenchmarkRow("\(name), read and validated for the first time", seconds(load)))
            // With bubblewrap, 100,000 would take too long.
            for sandbox in size <= Self.mostBoxedStages ? ["required", "off"] : ["off"] {
                let build = try secondsToBuild(project, sandbox: sandbox)
                show(
                    BenchmarkRow(
                        "\(name), each of them run, -j2, bubblewrap \(sandbox)",
                        milliseconds(build / Double(size))))
            }
            show(try nothingToDo(name, in: project))
            show(BenchmarkRow("\(name), status", milliseconds(try best(["status"], in: project))))
            show(try changedLeaf(name, in: project, file: GeneratedPipeline.file(size - 1)))
            try OtherRunners(project: project).measure(pipeline, name, show)
        }
    }

    /// All of them, without anything from before.
    private func secondsToBuild(_ project: URL, sandbox: String) throws -> Double {
        try? FileManager.default.removeItem(at: project.appendingPathComponent(".nrc-pipe"))
        return try Stopwatch.seconds {
            try run(["run", "--sandbox", sandbox] + Self.jobs, in: project)
        }
    }

    private func nothingToDo(_ name: String, in project: URL) throws -> BenchmarkRow {
        let time = try best(["run"] + Self.jobs, in: project)
        let peak = try QuietProcess.measured(words(["run"], in: project)).peakBytes
        return BenchmarkRow(
            "\(name), nothing to do", "\(milliseconds(time)), \(peak >> 20) MB at most")
    }

    /// From the start of the program to that of the one stage that has to run.
    private func changedLeaf(
        _ name: String, in project: URL, file: String
    ) throws -> BenchmarkRow {
        let events = project.appendingPathComponent("events.ndjson")
        try Data("changed\n".utf8).write(to: project.appendingPathComponent(file))
        let start = Date()
        try run(["run", "--events", events.path] + Self.jobs, in: project)
        let total = Date().timeIntervalSince(start)
        let lines = try String(contentsOf: events, encoding: .utf8).split(separator: "\n")
        guard let line = lines.first(where: { $0.contains("\"stage-started\"") }),
            let started = Event(line)?.date
        else { throw BenchmarkError(description: "the changed leaf did not run") }
        return BenchmarkRow(
            "\(name), one changed leaf: to its start, to the end",
            "\(milliseconds(started.timeIntervalSince(start))), \(milliseconds(total))")
    }

    private struct Event: Decodable {
        let time: String

        init?(_ line: Substring) {
            guard let event = try? JSONDecoder().decode(Event.self, from: Data(line.utf8)) else {
                return nil
            }
            self = event
        }

        var date: Date? {
            try? Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
    }

    /// A file of zeros that takes no room on the disk: what is read is memory, what counts is hashing.
    private func hashing() throws -> BenchmarkRow {
        try TemporaryFolder.with { project in
            try GeneratedPipeline(stageCount: 1, shape: .layered).write(to: project)
            let file = project.appendingPathComponent(GeneratedPipeline.file(0))
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: UInt64(Self.bytesToHash))
            try handle.close()
            var peak = 0
            let time = try Stopwatch.best(of: 2) {
                peak = try QuietProcess.measured(words(["plan"], in: project)).peakBytes
            }
            let speed = Double(Self.bytesToHash) / time * 1e-9
            return BenchmarkRow(
                "a changed input of 4 GiB, hashed",
                String(format: "%.2f GB/s, %d MB at most", speed, peak >> 20))
        }
    }

    private func best(_ arguments: [String], in project: URL) throws -> Double {
        try Stopwatch.best(of: Self.repetitions) { try run(arguments, in: project) }
    }

    private func run(_ arguments: [String], in project: URL) throws {
        let status = try QuietProcess.run(words(arguments, in: project))
        guard status == 0 else {
            throw BenchmarkError(
                description: "nrc-pipe \(arguments.joined(separator: " ")) ended with \(status)")
        }
    }

    private func words(_ arguments: [String], in project: URL) -> [String] {
        [programs.appendingPathComponent("nrc-pipe").path] + arguments
            + (arguments == ["--help"] ? [] : ["-C", project.path])
    }

    private func milliseconds(_ seconds: Double) -> String {
        String(format: "%.1f ms", seconds * 1000)
    }

    private func seconds(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }
}
