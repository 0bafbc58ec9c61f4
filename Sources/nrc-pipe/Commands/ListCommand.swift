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

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        if kinds {
            let report = KindReport(StageCatalogue.kinds)
            console.result(json ? try JSONText.of(report.json) : report.text)
            return
        }
        let pipeline = try OpenedPipeline(project, console: console)
        if json {
            console.result(try JSONText.of(PipelineReport(pipeline).json))
        } else if instances {
            console.result(pipeline.graph.stages.map(\.name).joined(separator: "\n"))
        } else {
            console.result(PipelineReport(pipeline).text)
        }
    }
}
