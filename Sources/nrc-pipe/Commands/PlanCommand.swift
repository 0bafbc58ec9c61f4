internal import ArgumentParser

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a run would do, and why.")

    @Argument(help: "Figures, stages, globs, or all (the default).")
    var targets: [String] = []

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        try PlanReport(pipeline, targets: targets, force: false).print(
            asJSON: json, to: console)
    }
}
