internal import ArgumentParser
internal import PipelineLanguage
internal import StageCatalogue

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List figures, claims, stages, profiles and parameters.")

    @OptionGroup var project: ProjectOptions

    @Flag(help: "List every instance of every sweep, one name a line.")
    var instances = false

    @Flag(help: "List the kinds of stages with their parameters, inputs and outputs.")
    var kinds = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = Console()
        if kinds {
            try output.print(KindReport(StageCatalogue.kinds), to: console)
            return
        }
        let pipeline = try OpenedPipeline(project, console: console)
        if instances, !output.json {
            console.result(pipeline.graph.stages.map(\.name).joined(separator: "\n"))
        } else {
            try output.print(PipelineReport(pipeline), to: console)
        }
    }
}
