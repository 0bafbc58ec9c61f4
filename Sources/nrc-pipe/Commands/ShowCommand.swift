internal import ArgumentParser
internal import PipelineEngine

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a stage: parameters, inputs, outputs, digests, time, memory, host.")

    @Argument(help: "One stage, such as train@seed=1.")
    var stage: String

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let detail = try pipeline.read { try $0.show(stage: stage) }
        let report = StageReport(detail, pipeline.graph)
        console.result(json ? try JSONText.of(report.json) : report.text)
    }
}
