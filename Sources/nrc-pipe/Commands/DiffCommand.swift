internal import ArgumentParser
internal import PipelineEngine

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what differs between two runs: parameters, inputs, outputs, metrics.",
        discussion: """
            A run is named by its id, the beginning of one, last, or last~N for the Nth before \
            it; `nrc-pipe history` lists them.
            """)

    @Argument(help: "The run to compare with.")
    var first: String

    @Argument(
        help: ArgumentHelp(
            """
            The run that is compared, by default the last one; and figures, stages or globs to \
            look at alone.
            """,
            valueName: "run-or-targets"))
    var others: [String] = []

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Show all metrics that differ, not only the first of each output.")
    var all = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let report = try pipeline.read { reader in
            let hasSecond = others.first.map(reader.isRun) ?? false
            let second = hasSecond ? others[0] : "last"
            let comparison = try reader.compare(
                reader.run(named: first), reader.run(named: second),
                targets: Array(others.dropFirst(hasSecond ? 1 : 0)))
            return ComparisonReport(comparison, showsAll: all) { reader.content(of: $0) }
        }
        try output.print(report, to: console)
    }
}
