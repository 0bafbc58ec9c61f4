internal import PipelineLanguage

/// The reference of the stage kinds, made from the schema that validates pipelines.
struct KindReport {
    private let kinds: [StageKind]

    init(_ kinds: [StageKind]) { self.kinds = kinds }

    var text: String {
        kinds.map { kind in
            var lines = ["\(kind.name)", "  \(kind.summary)"]
            lines += section("with", kind.parameters.map(Self.row))
            lines += section("inputs", inputs(kind).map { [$0.name, $0.note, $0.summary] })
            lines += section("outputs", outputs(kind).map { [$0.name, $0.note, $0.summary] })
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private func section(_ title: String, _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = TextTable()
        for row in rows { table.append(["   "] + row) }
        return ["  \(title)"] + table.lines
    }

    private static func row(_ parameter: ParameterSpecification) -> [String] {
        let need =
            if let value = parameter.defaultValue {
                "default \(value)"
            } else {
                parameter.isOptional ? "optional" : "required"
            }
        return [parameter.name, "\(parameter.type.expectation); \(need)", parameter.summary]
    }

    private struct Slot {
        let name: String
        let note: String
        let summary: String
    }

    private func inputs(_ kind: StageKind) -> [Slot] {
        switch kind.inputs {
        case .declaredByStage:
            [Slot(name: "…", note: "", summary: "Named by the stage.")]
        case .fixed(let inputs):
            inputs.map { Slot(name: $0.name, note: Self.note($0), summary: $0.summary) }
        }
    }

    private static func note(_ input: InputSpecification) -> String {
        switch input.arity {
        case .one: input.format.rawValue
        case .optional: "\(input.format.rawValue), optional"
        case .many: "\(input.format.rawValue), one or more"
        }
    }

    private func outputs(_ kind: StageKind) -> [Slot] {
        switch kind.outputs {
        case .declaredByStage:
            [Slot(name: "…", note: "", summary: "Named by the stage.")]
        case .fixed(let outputs):
            outputs.map { Slot(name: $0.name, note: $0.path, summary: $0.summary) }
        }
    }

    var json: JSON {
        JSON(
            kinds: kinds.map { kind in
                JSON.Kind(
                    kind: kind.name, revision: kind.revision, summary: kind.summary,
                    parameters: kind.parameters.map {
                        JSON.Parameter(
                            name: $0.name, type: $0.type.expectation,
                            defaultValue: $0.defaultValue.map { "\($0)" },
                            required: $0.defaultValue == nil && !$0.isOptional,
                            summary: $0.summary)
                    },
                    inputs: inputs(kind).map(\.name), outputs: outputs(kind).map(\.name))
            })
    }

    struct JSON: Encodable {
        let kinds: [Kind]

        struct Kind: Encodable {
            let kind: String
            let revision: Int
            let summary: String
            let parameters: [Parameter]
            let inputs: [String]
            let outputs: [String]
        }

        struct Parameter: Encodable {
            let name: String
            let type: String
            let defaultValue: String?
            let required: Bool
            let summary: String
        }
    }
}
