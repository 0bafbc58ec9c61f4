internal import ArgumentParser
internal import PipelineEngine

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a stage: parameters, inputs, outputs, digests, time, memory, host.")

    @OptionGroup var options: StageOptions

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(options.project, console: console)
        let detail = try pipeline.read { try $0.show(stage: options.stage) }
        try options.output.print(StageReport(detail, pipeline), to: console)
    }
}
