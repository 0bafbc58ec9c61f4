internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what is fresh and what is stale.")

    @OptionGroup var reading: ReadingOptions

    @Flag(help: "End with code 3 when something is stale.")
    var exitCode = false

    func run() throws {
        let console = Console()
        let source = try OpenedPipeline.source(reading.project)
        if try isKnownToBeFresh(source, console: console) { return }
        let pipeline = try OpenedPipeline(source, reading.project, console: console)
        let status = try pipeline.read { try $0.status(targets: reading.targets) }
        let report = StatusReport(status, pipeline)
        try reading.output.print(report, to: console)
        if exitCode, !report.isFresh { throw CommandFailure(.stale) }
    }

    /// Whether the last run has left everything in order and nothing has changed since; that is told
    /// as if it had been planned. A program is told of each stage, which takes the pipeline itself.
    private func isKnownToBeFresh(_ source: PipelineSource, console: Console) throws -> Bool {
        guard !reading.output.json else { return false }
        do {
            let check = FreshCheck(
                source, targets: reading.targets,
                environment: ProcessInfo.processInfo.environment)
            guard let fresh = try check.status() else { return false }
            OpenedPipeline.warn(fresh.summary.warnings, console: console)
            console.result(StatusText(fresh).text)
            return true
        } catch {
            throw EngineFailure.translated(error)
        }
    }
}
