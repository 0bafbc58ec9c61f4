internal import ArgumentParser
internal import PipelineEngine

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is fresh and what is stale.")

    @Argument(help: "Figures, stages, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @Flag(help: "End with code 3 when something is stale.")
    var exitCode = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let status = try pipeline.read { try $0.status(targets: targets) }
        let report = StatusReport(status, pipeline)
        console.result(json ? try JSONText.of(report.json) : report.text)
        if exitCode, !report.isFresh { throw CommandFailure(.stale) }
    }
}
