internal import ArgumentParser
internal import DataManifests
internal import PipelineEngine
internal import PipelineLanguage

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Get data sets; what is in the store already is not got again.",
        discussion: """
            Data sets are described in data-manifests/. Downloads go on where they stopped, and \
            nothing counts as the data unless its size and SHA-256 are right.
            """)

    /// Downloads wait for networks, not for cores.
    private static let defaultJobs = 4

    @Argument(help: "Names of data sets; all by default.")
    var names: [String] = []

    @OptionGroup var project: ProjectOptions

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "How many data sets to get at once.")
    var jobs = FetchCommand.defaultJobs

    @Flag(help: "Get them again, from the closest source that can be had.")
    var force = false

    @Option(help: ArgumentHelp("Write every event as a line of JSON.", valueName: "file"))
    var events: String?

    @Flag(name: [.customShort("q"), .long], help: "No progress; failures are still told.")
    var quiet = false

    func validate() throws {
        if jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    }

    func run() async throws {
        let console = Console()
        let pipeline = try FetchPipeline.opened(names, project, console: console)
        let targets = pipeline.graph.stages.map(\.name)
        let check = TermsCheck(pipeline, accepted: data.accepted)
        let refused = try check.unaccepted(targets: targets)
        check.show(refused, to: console)
        let wanted = targets.filter { name in !refused.contains { $0.dataset == name } }
        guard !wanted.isEmpty else { throw CommandFailure(.invalid) }
        let execution = PipelineExecution(
            pipeline: pipeline, console: console, isQuiet: quiet,
            events: events.map(project.path))
        var options = RunOptions(
            targets: wanted, jobs: jobs, keepGoing: true, force: force,
            settings: try data.settings(in: project.directory))
        options.rerunCommand = Self.configuration.commandName ?? ""
        let run = try await execution.run(options)
        execution.tell(run, of: wanted)
        // Once more, with the pins that the run may have added.
        let files = try FetchedFiles(
            wanted, of: FetchPipeline.opened(names, project, console: console))
        for line in files.lines(on: console.page) { console.result("  \(line)") }
        for note in files.closerSources { console.progress(note) }
        try run.requireSuccess()
        if !refused.isEmpty { throw CommandFailure(.invalid) }
    }
}
