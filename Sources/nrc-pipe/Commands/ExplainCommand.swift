internal import ArgumentParser
internal import FoundationEssentials

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why stages would run, what follows, and whether going back is free.",
        discussion: """
            Each reason is the key that changed with both values and the line that the new one \
            stands on.
            """)

    @OptionGroup var reading: ReadingOptions

    @OptionGroup var sweeps: SweepOptions

    func run() async throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        try await reading.output.print(
            ExplanationReport(
                pipeline, targets: reading.targets,
                cores: ProcessInfo.processInfo.activeProcessorCount, showsAll: sweeps.all),
            to: console)
    }
}
