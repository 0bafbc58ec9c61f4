internal import FoundationEssentials
internal import PipelineEngine

/// Runs targets of an opened pipeline, shows how it goes and tells how it ended.
struct PipelineExecution {
    /// A folder that cannot be written to is one for each file that it was to hold.
    private static let mostProblems = 4

    let pipeline: OpenedPipeline
    let console: Console
    var isQuiet = false
    /// The file that every event goes to.
    var events: String?

    /// - Parameter options: without what the pipeline itself says.
    /// - Throws: `CommandFailure` when nothing could begin.
    func run(_ options: RunOptions) async throws -> FinishedRun {
        var options = options
        options.rerunArguments = pipeline.arguments
        var display = RunDisplay(console: console, isQuiet: isQuiet)
        defer { display.close() }
        do {
            let runner = try PipelineRunner(
                space: pipeline.space, graph: pipeline.graph,
                programs: .besideThisProgram(),
                environment: ProcessInfo.processInfo.environment,
                command: Self.typedCommand)
            for notice in runner.notices { console.progress("note: \(notice)") }
            let known = runner.notices.count
            // Only whoever holds the lock may begin the file anew.
            let eventFile = try events.map { try EventFile($0) }
            let report = try await runner.run(
                options, memo: pipeline.memo(of: options.targets),
                interrupts: Interrupt.signals(),
                onEvent: { event in
                    eventFile?.append(event)
                    display.handle(event)
                },
                onTick: {
                    eventFile?.flush()
                    display.refresh()
                })
            return FinishedRun(
                report: report, notices: Array(runner.notices.dropFirst(known)),
                eventFailure: eventFile?.failure)
        } catch let refusal as RunTooLong {
            throw CommandFailure.tooLong(refusal, in: pipeline.graph)
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    /// For whoever finds the lock held.
    static var typedCommand: String {
        CommandLine.arguments.map(HiddenCredentials.text).joined(separator: " ")
    }

    /// Failures and other problems, then the line that sums the run up.
    func tell(_ run: FinishedRun, of targets: [String]) {
        let failures = FailureReport(run.report.record, pipeline.graph)
        for line in failures.lines(usesColour: console.usesColourForProgress) {
            // Log lines and commands stay whole: they are to be read, and copied, as they are.
            guard !line.hasPrefix(" ") else {
                console.progress(line)
                continue
            }
            for part in console.progressPage.wrapped(line, indent: 4, firstIndent: 0) {
                console.progress(part)
            }
        }
        let problems = run.report.problems
        for problem in problems.prefix(Self.mostProblems) { console.progress("error: \(problem)") }
        if problems.count > Self.mostProblems {
            console.progress("error: and \(problems.count - Self.mostProblems) more of that kind")
        }
        for notice in run.notices { console.progress("note: \(notice)") }
        console.result(run.summary(of: targets))
    }
}

extension RunOutcome {
    /// - Throws: what ends the command when the run did not succeed.
    func requireSuccess() throws {
        switch self {
        case .succeeded: break
        case .failed: throw CommandFailure(.stageFailed)
        case .interrupted(let interrupt):
            throw CommandFailure(interrupt.exitStatus)
        }
    }
}
