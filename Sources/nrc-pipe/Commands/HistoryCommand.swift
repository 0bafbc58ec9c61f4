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
            let report = try pipeline.read { reader in
                let entries = try reader.history(of: stage)
                return StageHistoryReport(
                    stage: try reader.name(ofOne: stage), entries,
                    record: entries.isEmpty ? try reader.show(stage: stage).record : nil)
            }
            try output.print(report, to: console)
        } else {
            let runs = try pipeline.read { try $0.runs() }
            try output.print(RunListReport(runs), to: console)
        }
    }
}
