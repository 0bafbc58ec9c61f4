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

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "How many cores stages may use together; by default all.")
    var jobs: Int?

    @Flag(name: [.customShort("k"), .long], help: "Finish what does not depend on a failure.")
    var keepGoing = false

    @Flag(name: [.customShort("n"), .long], help: "Show what would run, like plan.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Show commands only what they declare: auto (where bubblewrap works), required or off.",
            valueName: "when"))
    var sandbox: Sandboxing = .automatic

    @Flag(help: "Keep the folder of a failed stage, to look into it; the next run removes it.")
    var keepScratch = false

    @Flag(help: "Watch what commands read and tell which files of it their stages do not declare.")
    var watchReads = false

    @Flag(help: "Run the targets even where they are fresh.")
    var force = false

    @OptionGroup(title: "Time") var time: TimeBudget

    @Option(help: ArgumentHelp("Write every event as a line of JSON.", valueName: "file"))
    var events: String?

    @Flag(name: [.customShort("q"), .long], help: "No progress; failures are still told.")
    var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    }

    func run() async throws {
        let console = Console()
        let longest = try time.seconds()
        let source = try OpenedPipeline.source(project)
        if try isKnownToBeFresh(source, console: console) { return }
        let pipeline = try OpenedPipeline(source, project, console: console)
        let cores = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        if dryRun {
            let report = try await PlanReport(
                pipeline, targets: targets, force: force, cores: cores, showsAll: false)
            console.result(report.text(on: console.page))
            if !keepGoing { try report.requireInputs() }
            return
        }
        try TermsCheck(pipeline, accepted: data.accepted)
            .requireAcceptance(targets: targets, console: console)
        let execution = PipelineExecution(
            pipeline: pipeline, console: console, isQuiet: quiet,
            events: events.map(project.path))
        let run = try await execution.run(
            RunOptions(
                targets: targets, jobs: cores, keepGoing: keepGoing, force: force,
                settings: try data.settings(in: project.directory), sandboxing: sandbox,
                keepsScratch: keepScratch, watchesReads: watchReads,
                predictor: pipeline.predictor(cores: cores, isQuiet: quiet),
                longestSeconds: longest))
        execution.tell(run, of: shownTargets)
        if run.report.outcome == .succeeded {
            for path in PublishedPaths.of(targets, in: pipeline) { console.result("  \(path)") }
        }
        try run.requireSuccess()
    }

    private var shownTargets: [String] { targets.isEmpty ? ["all"] : targets }

    /// Whether the last run has left everything in order and nothing has changed since; that is told
    /// as if it had been planned. Never where more is asked for than that.
    private func isKnownToBeFresh(_ source: PipelineSource, console: Console) throws -> Bool {
        guard !dryRun, !force, events == nil, data.accepted.isEmpty else { return false }
        do {
            let check = FreshCheck(
                source, targets: targets, environment: ProcessInfo.processInfo.environment)
            guard let fresh = try check.summary(command: PipelineExecution.typedCommand) else {
                return false
            }
            OpenedPipeline.warn(fresh.warnings, console: console)
            console.result(
                FinishedRun.nothingToDo(
                    shownTargets.joined(separator: " "), stageCount: fresh.stageCount))
            for path in fresh.publishedLines { console.result("  \(path)") }
            return true
        } catch {
            throw EngineFailure.translated(error)
        }
    }
}

extension Sandboxing: ExpressibleByArgument {}
