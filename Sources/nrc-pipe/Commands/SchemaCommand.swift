internal import ArgumentParser
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

struct SchemaCommand: ParsableCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case pipeline, events
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of pipeline files, or of event files.",
        discussion: """
            An editor that knows the schema completes keys and marks mistakes while you type; with \
            the YAML language server, begin a pipeline with
              # yaml-language-server: $schema=pipeline.schema.json
            """)

    @Argument(help: "pipeline, or events: a line of run --events.")
    var subject = Subject.pipeline

    func run() throws {
        let schema =
            switch subject {
            case .pipeline: PipelineSchema(StageCatalogue.kinds).schema
            case .events: ExecutionEvent.schema
            }
        Console().result(try JSONText.plain(schema))
    }
}
