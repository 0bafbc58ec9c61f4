internal import ArgumentParser

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a run would do, and why.")

    @OptionGroup var reading: ReadingOptions

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        try reading.output.print(
            PlanReport(pipeline, targets: reading.targets, force: false), to: console)
    }
}
