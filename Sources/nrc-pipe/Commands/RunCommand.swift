internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Build targets; only what is stale runs.",
        discussion: """
            Figures are published below results/PROFILE/. The first Ctrl-C lets running stages \
            end, a second one ends them at once.
            """)

    @Argument(help: "Figures, stages, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "How many cores stages may use together; by default all.")
    var jobs: Int?

    @Flag(name: [.customShort("k"), .long], help: "Finish what does not depend on a failure.")
    var keepGoing = false

    @Flag(name: [.customShort("n"), .long], help: "Show what would run, like plan.")
    var dryRun = false

    @Flag(help: "Run the targets even where they are fresh.")
    var force = false

    @Option(help: ArgumentHelp("Write every event as a line of JSON.", valueName: "file"))
    var events: String?

    @Flag(name: [.customShort("q"), .long], help: "No progress; failures are still told.")
    var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    }

    func run() async throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        if dryRun {
            try PlanReport(pipeline, targets: targets, force: force).print(
                asJSON: false, to: console)
            return
        }
        let run = try await execute(pipeline, console: console)
        report(run, pipeline, console)
        switch run.report.outcome {
        case .succeeded: break
        case .failed: throw CommandFailure(.stageFailed)
        case .interrupted(let interrupt):
            throw CommandFailure(interrupt == .interrupt ? .interrupted : .terminated)
        }
    }

    private func execute(
        _ pipeline: OpenedPipeline, console: Console
    ) async throws -> FinishedRun {
        var display = RunDisplay(console: console, isQuiet: quiet)
        defer { display.close() }
        do {
            let runner = try PipelineRunner(
                space: pipeline.space, graph: pipeline.graph,
                programs: .besideThisProgram(),
                environment: ProcessInfo.processInfo.environment,
                command: CommandLine.arguments.joined(separator: " "))
            for notice in runner.notices { console.progress("note: \(notice)") }
            let known = runner.notices.count
            // Only whoever holds the lock may begin the file anew.
            let eventFile = try events.map { try EventFile($0) }
            let report = try await runner.run(
                options(pipeline), interrupts: Interrupt.signals(),
                onEvent: { event in
                    eventFile?.append(event)
                    display.handle(event)
                },
                onTick: { display.refresh() })
            return FinishedRun(report: report, notices: Array(runner.notices.dropFirst(known)))
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    private func options(_ pipeline: OpenedPipeline) -> RunOptions {
        RunOptions(
            targets: targets, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            keepGoing: keepGoing, force: force, rerunArguments: pipeline.arguments)
    }

    private func report(_ run: FinishedRun, _ pipeline: OpenedPipeline, _ console: Console) {
        for failure in run.report.failures {
            console.progress(
                FailureReport.text(failure, usesColour: console.usesColourForProgress))
        }
        for problem in run.report.problems { console.progress("error: \(problem)") }
        for notice in run.notices { console.progress("note: \(notice)") }
        console.result(run.summary(of: targets.isEmpty ? ["all"] : targets))
        guard run.report.outcome == .succeeded else { return }
        for path in PublishedPaths.of(targets, in: pipeline) { console.result("  \(path)") }
    }
}
