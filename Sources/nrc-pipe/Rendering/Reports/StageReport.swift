internal import PipelineEngine
internal import PipelineLanguage

/// Everything that is known of one stage.
struct StageReport: Report {
    private let detail: StageDetail
    private let graph: StageGraph
    private let arguments: [String]
    private var stage: Stage { detail.stage }

    init(_ detail: StageDetail, _ pipeline: OpenedPipeline) {
        self.detail = detail
        graph = pipeline.graph
        arguments = pipeline.arguments
    }

    func text(on page: Page) -> String {
        var lines = [
            "\(stage.name) (\(stage.kind)), \(PlannedStageRow.name(detail.state))",
            "  defined at \(stage.location)",
        ]
        if case .blocked(let obstacle) = detail.state {
            lines += obstacle.lines.flatMap {
                page.wrapped("cannot run: \(PrintableText.line($0))", indent: 6, firstIndent: 2)
            }
        }
        if let attempt = detail.lastAttempt {
            let text = PlannedStageText.text(attempt, of: stage.name, arguments)
            lines += page.wrapped(text, indent: 6, firstIndent: 2)
        }
        lines += section("parameters", stage.parameters.map(Self.row), on: page)
        lines += section(
            "inputs",
            stage.inputs.flatMap { input in input.sources.map { [input.name, source($0)] } },
            on: page)
        lines += section(
            outputTitle, outputRows, on: page)
        if let record = detail.record {
            lines += recordLines(record, on: page)
        } else if detail.lastAttempt == nil {
            lines.append("  never run")
        }
        if let log = detail.log {
            lines += page.wrapped("log  \(log.path)", indent: 6, firstIndent: 2)
            if let later = log.laterAttempt {
                let command = ShellQuoting.join(
                    ["nrc-pipe", "log", stage.name, "--run", later] + arguments)
                lines += page.wrapped(
                    "a later run tried it again: \(command)", indent: 6, firstIndent: 2)
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func row(_ parameter: Stage.Parameter) -> [String] {
        let place = parameter.origin.place.map { "  (\($0))" } ?? ""
        return [parameter.name, PrintableText.line("\(parameter.value)") + place]
    }

    private func section(_ title: String, _ rows: [[String]], on page: Page) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = TextTable(indent: 4)
        for row in rows { table.append(row) }
        return page.wrapped(title, indent: 2) + table.lines(on: page)
    }

    private func source(_ source: Stage.Source) -> String {
        switch source {
        case .file(let path), .pattern(let path): path
        case .folder(let path): "\(path)/"
        case .output(let producer, let name): "\(name) of \(graph[producer].name)"
        }
    }

    /// A stale stage shows what it made last, which its present parameters need not explain.
    private static let earlier = "its last run, with other settings or inputs"

    private var outputTitle: String {
        if detail.record == nil { return "outputs, not made yet" }
        return detail.state.isFresh ? "outputs" : "outputs of \(Self.earlier)"
    }

    private var outputRows: [[String]] {
        guard !detail.outputs.isEmpty else { return stage.outputs.map { [$0.name, $0.path] } }
        return detail.outputs.map { output in
            let artifact = output.output.artifact
            return [
                output.output.name, Quantities.bytes(Int(artifact.size)),
                output.problem.map { "\($0)" } ?? output.storePath,
            ]
        }
    }

    private func recordLines(_ record: StageRecord, on page: Page) -> [String] {
        let usage = record.usage
        let rows = [
            ["fingerprint", record.fingerprint.description],
            ["made", "\(record.finishedAt) by run \(record.run)"],
            [
                "took",
                "\(Quantities.duration(usage.wallSeconds)), "
                    + "\(Quantities.duration(usage.userSeconds + usage.systemSeconds)) of CPU, "
                    + "\(Quantities.bytes(Int(usage.peakBytes))) at most",
            ],
        ]
        let host = record.provenance.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
        return section(
            detail.state.isFresh ? "record" : "record of \(Self.earlier)", rows + host, on: page)
    }

    var json: JSON {
        JSON(
            stage: stage.name, kind: stage.kind, state: PlannedStageRow.name(detail.state),
            location: "\(stage.location)",
            parameters: stage.parameters.map {
                JSON.Parameter(name: $0.name, value: "\($0.value)", location: $0.origin.place)
            },
            inputs: stage.inputs.flatMap { input in
                input.sources.map { JSON.Input(name: input.name, source: source($0)) }
            },
            outputs: detail.outputs.map {
                JSON.Output(
                    name: $0.output.name, bytes: $0.output.artifact.size,
                    sha256: "\($0.output.artifact.digest)", path: $0.storePath,
                    problem: $0.problem.map { "\($0)" })
            },
            record: detail.record.map(JSON.Record.init), log: detail.log?.path)
    }

    struct JSON: Encodable {
        let stage: String
        let kind: String
        let state: String
        let location: String
        let parameters: [Parameter]
        let inputs: [Input]
        let outputs: [Output]
        let record: Record?
        let log: String?

        struct Parameter: Encodable {
            let name: String
            let value: String
            /// A line, an option, or that it is the default; absent for what the pipeline gives.
            let location: String?
        }

        struct Input: Encodable {
            let name: String
            let source: String
        }

        struct Output: Encodable {
            let name: String
            let bytes: Int64
            let sha256: String
            let path: String
            let problem: String?
        }

        struct Record: Encodable {
            let fingerprint: String
            let run: String
            let finishedAt: String
            let usage: ResourceUsage
            let provenance: [String: String]

            init(_ record: StageRecord) {
                fingerprint = "\(record.fingerprint)"
                run = record.run
                finishedAt = record.finishedAt
                usage = record.usage
                provenance = record.provenance
            }
        }
    }
}
