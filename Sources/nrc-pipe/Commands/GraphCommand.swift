internal import ArgumentParser
internal import PipelineEngine
internal import PipelineLanguage

struct GraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dot, mermaid
    }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Print the stage graph for Graphviz or Mermaid.")

    @OptionGroup var reading: ReadingOptions

    @Option(help: "dot or mermaid.")
    var format = Format.dot

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        let graph = pipeline.graph
        let stages = try selectedStages(graph)
        if reading.output.json {
            console.result(try JSONText.of(object(graph, stages)))
        } else {
            switch format {
            case .dot: console.result(GraphText.dot(graph, stages: stages))
            case .mermaid: console.result(GraphText.mermaid(graph, stages: stages))
            }
        }
    }

    private func selectedStages(_ graph: StageGraph) throws -> [StageID] {
        do {
            return try TargetSelection(reading.targets, in: graph).closure
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    private func object(_ graph: StageGraph, _ stages: [StageID]) -> JSON {
        JSON(
            stages: stages.map { JSON.Stage(stage: graph[$0].name, kind: graph[$0].kind) },
            edges: GraphText.edges(graph, stages).map {
                JSON.Edge(from: graph[$0.from].name, output: $0.output, to: graph[$0.to].name)
            })
    }

    private struct JSON: Encodable {
        let stages: [Stage]
        let edges: [Edge]

        struct Stage: Encodable {
            let stage: String
            let kind: String
        }

        struct Edge: Encodable {
            let from: String
            let output: String
            let to: String
        }
    }
}
