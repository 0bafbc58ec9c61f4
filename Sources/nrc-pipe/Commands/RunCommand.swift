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
        name: [.customShort("j"), .long],
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
        let eventFile = try events.map { try EventFile($0) }
        let record = try await execute(pipeline, console: console, eventFile)
        report(record, pipeline, console)
        switch record.outcome {
        case .succeeded: break
        case .failed: throw CommandFailure(.stageFailed)
        case .interrupted(let interrupt):
            throw CommandFailure(interrupt == .interrupt ? .interrupted : .terminated)
        }
    }

    private func execute(
        _ pipeline: OpenedPipeline, console: Console, _ eventFile: EventFile?
    ) async throws -> FinishedRun {
        var display = RunDisplay(console: console, isQuiet: quiet)
        var failures: [StageFailure] = []
        defer { display.close() }
        do {
            let runner = try PipelineRunner(
                space: pipeline.space, graph: pipeline.graph,
                programs: .besideThisProgram(),
                environment: ProcessInfo.processInfo.environment,
                command: CommandLine.arguments.joined(separator: " "))
            for notice in runner.notices { console.progress("note: \(notice)") }
            var outcome = RunOutcome.succeeded
            var counts = StageCounts()
            var seconds = 0.0
            let known = runner.notices.count
            let report = try await runner.run(
                options(pipeline), interrupts: Interrupt.signals(),
                onEvent: { event in
                    eventFile?.append(event)
                    display.handle(event)
                    switch event.change {
                    case .stageFailed(let failure): failures.append(failure)
                    case .runFinished(let end, let counted, let wallSeconds):
                        (outcome, counts, seconds) = (end, counted, wallSeconds)
                    default: break
                    }
                },
                onTick: { display.refresh() })
            return FinishedRun(
                outcome: outcome, counts: counts, seconds: seconds, failures: failures,
                remarks: runner.notices.dropFirst(known).map { "note: \($0)" }
                    + report.problems.map { "error: \($0)" })
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
        for failure in run.failures {
            console.progress(
                FailureReport.text(failure, usesColour: console.usesColourForProgress))
        }
        for remark in run.remarks { console.progress(remark) }
        console.result(run.summary(of: targets.isEmpty ? ["all"] : targets))
        guard run.outcome == .succeeded else { return }
        for path in PublishedPaths.of(targets, in: pipeline) { console.result("  \(path)") }
    }
}
