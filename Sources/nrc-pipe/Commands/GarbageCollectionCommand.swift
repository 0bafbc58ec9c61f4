internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage

struct GarbageCollectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove what no pipeline of the project needs any more.",
        discussion: """
            What the pipelines below pipelines/ need under any of their profiles is kept, and what \
            pinned runs made. Ends with code 75, and removes nothing, while a run goes on.
            """)

    @OptionGroup var project: ProjectOptions

    @Flag(name: [.customShort("n"), .long], help: "Show what would be removed.")
    var dryRun = false

    @Option(
        name: .customLong("keep-size"),
        help: ArgumentHelp(
            "Remove only until the store is this small, such as 10GB; least recently used first.",
            valueName: "size"))
    var keepSize: String?

    @Option(
        help: ArgumentHelp(
            "Keep what a run made: its id, the beginning of one, or last.", valueName: "run"))
    var pin: String?

    @Option(help: ArgumentHelp("Let a pinned run go.", valueName: "run"))
    var unpin: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let keepSize, NumberSyntax.bytes(keepSize) == nil {
            throw ValidationError("--keep-size takes an amount such as 500MB or 10GB")
        }
        if pin != nil || unpin != nil, dryRun || output.json || keepSize != nil {
            throw ValidationError("--pin and --unpin stand alone: they remove nothing")
        }
    }

    func run() throws {
        let console = Console()
        let space = try OpenedPipeline.space(project)
        do {
            if pin != nil || unpin != nil {
                try changePins(in: space, console: console)
            } else {
                try collect(in: space, console: console)
            }
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    private func changePins(in space: ProjectSpace, console: Console) throws {
        let pins = PinnedRuns(space)
        if let pin { console.result("pinned \(try pins.pin(pin))") }
        if let unpin {
            try pins.unpin(unpin)
            console.result("no longer pinned: \(unpin)")
        }
    }

    private func collect(in space: ProjectSpace, console: Console) throws {
        let graphs = try ProjectPipelines(space, also: project.file.map(project.path))
            .graphs(console: console)
        let command = CommandLine.arguments.joined(separator: " ")
        let right = dryRun ? nil : try RemovalRight(space, command: command)
        let collection = try GarbageCollection(
            space, graphs: graphs, environment: ProcessInfo.processInfo.environment,
            keepBytes: keepSize.flatMap(NumberSyntax.bytes))
        if let right { try collection.remove(right) }
        let report = CollectionReport(collection, isDone: right != nil)
        try output.print(report, to: console)
    }
}
