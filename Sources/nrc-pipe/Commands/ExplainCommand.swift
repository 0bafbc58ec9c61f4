internal import ArgumentParser
internal import PipelineEngine

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why stages would run: the key, both values, file and line.")

    @Argument(help: "Figures, stages, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let explanations = try pipeline.read { try $0.explain(targets: targets) }
        let report = ExplanationReport(explanations)
        console.result(
            json
                ? try JSONText.of(report.json)
                : report.text(usesColour: console.usesColourForResults))
    }
}
