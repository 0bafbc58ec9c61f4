internal import ArgumentParser
internal import PipelineEngine

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Tell of past runs, or of every attempt at one stage.",
        discussion: """
            Of this pipeline and profile, the newest first. A run that found nothing to do leaves \
            no record.
            """)

    @Argument(help: "One stage, such as train@seed=1; without one, the runs.")
    var stage: String?

    @OptionGroup var project: ProjectOptions

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        if let stage {
            let (name, entries) = try pipeline.read {
                (try $0.name(ofOne: stage), try $0.history(of: stage))
            }
            try output.print(StageHistoryReport(stage: name, entries), to: console)
        } else {
            let runs = try pipeline.read { try $0.runs() }
            try output.print(RunListReport(runs), to: console)
        }
    }
}
