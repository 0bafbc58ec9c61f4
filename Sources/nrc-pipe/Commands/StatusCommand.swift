internal import ArgumentParser
internal import PipelineEngine

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is fresh and what is stale.")

    @OptionGroup var reading: ReadingOptions

    @Flag(help: "End with code 3 when something is stale.")
    var exitCode = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        let status = try pipeline.read { try $0.status(targets: reading.targets) }
        let report = StatusReport(status, pipeline)
        try reading.output.print(report, to: console)
        if exitCode, !report.isFresh { throw CommandFailure(.stale) }
    }
}
