internal import PipelineEngine
internal import PipelineLanguage

/// What a pipeline offers: figures, claims, stages, profiles, parameters.
struct PipelineReport: Report {
    private let pipeline: OpenedPipeline
    private var graph: StageGraph { pipeline.graph }

    init(_ pipeline: OpenedPipeline) { self.pipeline = pipeline }

    func text(on page: Page) -> String {
        func section(_ title: String, _ rows: [[String]]) -> [String] {
            Self.section(title, rows, on: page)
        }
        var lines = ["\(graph.pipelineName) (\(pipeline.file)), profile \(graph.profile)"]
        lines += section("figures", graph.figures.map { [$0.name, $0.title] })
        lines += section("claims", graph.claims.map { [$0.name, $0.statement] })
        lines += section(
            "stages",
            pipeline.compiled.definitions.map {
                [$0.name, $0.kind, $0.stageCount == 1 ? "" : "\($0.stageCount) instances"]
            })
        lines += section(
            "profiles",
            pipeline.compiled.profileNames.map { [$0 + ($0 == graph.profile ? " *" : "")] })
        lines += section(
            "parameters",
            pipeline.compiled.parameters.map { parameter in
                let place = parameter.location.map { "\($0.file):\($0.line)" } ?? "--set"
                return [parameter.name, "\(PrintableText.line(parameter.value))  (\(place))"]
            })
        return lines.joined(separator: "\n")
    }

    private static func section(
        _ title: String, _ rows: [[String]], on page: Page
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = TextTable(indent: 2)
        for row in rows { table.append(row) }
        return [title] + table.lines(on: page)
    }

    var json: JSON {
        JSON(
            pipeline: graph.pipelineName, file: pipeline.file, profile: graph.profile,
            profiles: pipeline.compiled.profileNames,
            figures: graph.figures.map { JSON.Figure(name: $0.name, title: $0.title) },
            claims: graph.claims.map {
                JSON.Claim(
                    name: $0.name, statement: $0.statement, measurements: $0.sources.count,
                    location: "\($0.location)")
            },
            stages: pipeline.compiled.definitions.map {
                JSON.Definition(
                    name: $0.name, kind: $0.kind, instances: $0.stageCount,
                    location: "\($0.location)")
            },
            parameters: pipeline.compiled.parameters.map {
                JSON.Parameter(name: $0.name, value: $0.value)
            })
    }

    struct JSON: Encodable {
        let pipeline: String
        let file: String
        let profile: String
        let profiles: [String]
        let figures: [Figure]
        let claims: [Claim]
        let stages: [Definition]
        let parameters: [Parameter]

        struct Figure: Encodable {
            let name: String
            let title: String
        }

        struct Claim: Encodable {
            let name: String
            let statement: String
            /// That it looks at.
            let measurements: Int
            let location: String
        }

        struct Definition: Encodable {
            let name: String
            let kind: String
            let instances: Int
            let location: String
        }

        struct Parameter: Encodable {
            let name: String
            let value: String
        }
    }
}
