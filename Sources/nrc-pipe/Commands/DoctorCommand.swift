internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Report what is installed, what data are here, and what could be run.",
        discussion: "Ends with code 1 when nothing could be run.")

    @OptionGroup var project: ProjectOptions

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = Console()
        let installation = await Installation.examine(.besideThisProgram())
        let space = try OpenedPipeline.space(project)
        let data = try DataInventory(project, space: space, console: console)
        let figures = try FigureReadiness.all(project, data, console: console)
        let report = DoctorReport(
            installation: installation, data: data.items, figures: figures,
            freeBytes: space.freeBytes)
        try output.print(report, to: console)
        if !report.canRun { throw CommandFailure(.stageFailed) }
    }
}
