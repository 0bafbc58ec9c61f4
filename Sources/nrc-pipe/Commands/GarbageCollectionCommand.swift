internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage

struct GarbageCollectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove what no pipeline of the project needs any more.",
        discussion: """
            What the pipelines below pipelines/ need under any of their profiles is kept, what \
            pinned runs made, and what runs need that go on meanwhile. Of a pipeline that cannot be \
            read or planned, what its stages made last is kept. Ends with code 75 while another gc \
            or verify --store is at work.
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
        name: .customLong("keep-runs"),
        help: ArgumentHelp(
            """
            Remove records and logs too, but for those of so many newest runs, of pinned ones and \
            of those that made what is kept.
            """, valueName: "count"))
    var keepRuns: Int?

    @Option(
        help: ArgumentHelp(
            "Keep what a run made: its id, the beginning of one, last or last~N.", valueName: "run")
    )
    var pin: String?

    @Option(help: ArgumentHelp("Let a pinned run go.", valueName: "run"))
    var unpin: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let keepSize, NumberSyntax.bytes(keepSize) == nil {
            throw ValidationError("--keep-size takes an amount such as 500MB or 10GB")
        }
        if let keepRuns, keepRuns < 1 {
            throw ValidationError("--keep-runs takes a number from 1 on")
        }
        let removes = dryRun || output.json || keepSize != nil || keepRuns != nil
        if pin != nil || unpin != nil, removes {
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
        if let unpin { console.result("no longer pinned: \(try pins.unpin(unpin))") }
    }

    private func collect(in space: ProjectSpace, console: Console) throws {
        let right = dryRun ? nil : try CollectionRight(space)
        let pipelines = try pipelines(of: space, console: console)
        // Rather a wrong branch or a renamed folder than what anybody wants.
        guard !pipelines.isEmpty else { throw CommandFailure(.invalid, Self.nothingToKeep) }
        var collection = try GarbageCollection(
            space, graphs: pipelines.graphs, keepsLatest: !pipelines.invalid.isEmpty,
            environment: ProcessInfo.processInfo.environment,
            keepBytes: keepSize.flatMap(NumberSyntax.bytes), keepRuns: keepRuns)
        for unplanned in collection.unplanned { console.progress(Self.note(unplanned)) }
        if let right { try collection.remove(right) }
        let report = CollectionReport(collection, isDone: right != nil)
        try output.print(report, to: console)
    }

    private func pipelines(
        of space: ProjectSpace, console: Console
    ) throws -> ProjectPipelines {
        let colour = console.usesColourForProgress
        do {
            let pipelines = try ProjectPipelines(space, also: project.file.map(project.path))
            for invalid in pipelines.invalid { console.progress(invalid.rendered(colour: colour)) }
            if !pipelines.invalid.isEmpty { console.progress(Self.keepsLatest) }
            return pipelines
        } catch let error as PipelineDiagnostics {
            throw CommandFailure(.invalid, error.rendered(colour: colour))
        }
    }
}

extension GarbageCollectionCommand {
    fileprivate static let nothingToKeep = """
        error: there is no pipeline below pipelines/, so everything that was ever made would go; \
        bring one back, name one with -f, or delete .nrc-pipe/ to forget it all
        """

    fileprivate static let keepsLatest = """
        warning: nobody knows what a pipeline needs that cannot be read, so what every stage made \
        last is kept; mend or remove it to free more
        """

    fileprivate static func note(_ unplanned: UnplannedPipeline) -> String {
        """
        note: what the stages of \(unplanned.pipeline) (\(unplanned.profile)) made last is kept:
        """ + unplanned.reason.split(separator: "\n").map { "\n  \($0)" }.joined()
    }
}
