internal import PipelineLanguage

/// The reference of the stage kinds, made from the schema that validates pipelines.
struct KindReport {
    private let kinds: [StageKind]

    init(_ kinds: [StageKind]) { self.kinds = kinds }

    var text: String {
        kinds.map { kind in
            var lines = ["\(kind.name)", "  \(kind.summary)"]
            lines += Self.section("with", kind.parameters.map(Self.slot))
            lines += Self.section("inputs", inputs(kind))
            lines += Self.section("outputs", outputs(kind))
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Each entry on a line, its summary below it, so that eighty columns are enough for most.
    private static func section(_ title: String, _ slots: [Slot]) -> [String] {
        guard !slots.isEmpty else { return [] }
        var table = TextTable()
        for slot in slots { table.append(["   ", slot.name, slot.note]) }
        return ["  \(title)"]
            + zip(table.lines, slots).flatMap { line, slot in [line, "          \(slot.summary)"] }
    }

    private static func slot(_ parameter: ParameterSpecification) -> Slot {
        let need =
            if let value = parameter.defaultValue {
                "default \(value)"
            } else {
                parameter.isOptional ? "optional" : "required"
            }
        return Slot(
            name: parameter.name, note: "\(parameter.type.expectation); \(need)",
            summary: parameter.summary)
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
            outputs.map { Slot(name: $0.name, note: Self.note($0), summary: $0.summary) }
        }
    }

    private static func note(_ output: OutputSpecification) -> String {
        output.path + (output.condition.map { ", only with '\($0)'" } ?? "")
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
