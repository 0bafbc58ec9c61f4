internal import ArgumentParser
internal import PipelineEngine

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why stages would run, what follows, and whether going back is free.",
        discussion: """
            Each reason is the key that changed with both values and the line that the new one \
            stands on.
            """)

    @OptionGroup var reading: ReadingOptions

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        let explanations = try pipeline.read { try $0.explain(targets: reading.targets) }
        try reading.output.print(ExplanationReport(explanations, pipeline.graph), to: console)
    }
}
