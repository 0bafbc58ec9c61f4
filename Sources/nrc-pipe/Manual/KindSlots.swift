internal import PipelineLanguage

/// What a kind of stage takes and makes, in words.
struct KindSlots {
    struct Slot {
        let name: String
        let note: String
        let summary: String
    }

    let parameters: [Slot]
    let inputs: [Slot]
    let outputs: [Slot]

    private static let declared = [
        Slot(name: "…", note: "", summary: "Named by the stage.")
    ]

    init(_ kind: StageKind) {
        parameters = kind.parameters.map { parameter in
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
        inputs =
            switch kind.inputs {
            case .declaredByStage: Self.declared
            case .fixed(let inputs):
                inputs.map { Slot(name: $0.name, note: Self.note($0), summary: $0.summary) }
            }
        outputs =
            switch kind.outputs {
            case .declaredByStage: Self.declared
            case .fixed(let outputs):
                outputs.map { Slot(name: $0.name, note: Self.note($0), summary: $0.summary) }
            }
    }

    private static func note(_ input: InputSpecification) -> String {
        switch input.arity {
        case .one: input.format.rawValue
        case .optional: "\(input.format.rawValue), optional"
        case .many: "\(input.format.rawValue), one or more"
        }
    }

    private static func note(_ output: OutputSpecification) -> String {
        output.path + (output.condition.map { ", only with '\($0)'" } ?? "")
    }
}
