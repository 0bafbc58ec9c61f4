internal import PipelineLanguage

/// The schema of one entry of `stages`.
struct StageSchema {
    private let kinds: [StageKind]

    init(_ kinds: [StageKind]) { self.kinds = kinds }

    /// What holds of any kind, and then what its kind says.
    var schema: SchemaValue {
        [
            "type": "object",
            "required": ["kind"],
            "properties": .object(properties),
            "additionalProperties": false,
            "allOf": .list(kinds.map(Self.rule)),
        ]
    }

    private var properties: [String: SchemaValue] {
        var properties: [String: SchemaValue] = [:]
        for key in StageDefinition.keys { properties[key] = Self.property(key) }
        properties["kind"] = [
            "description": "What the stage does; `nrc-pipe list --kinds` tells all.",
            "enum": .list(kinds.map { .text($0.name) }),
        ]
        return properties
    }

    /// A key that stages and profiles' overlays may have.
    static func property(_ key: String) -> SchemaValue {
        switch key {
        case "with": ["type": "object", "description": "The kind's parameters."]
        case "inputs": ["type": "object", "description": "Name of an input → where it comes from."]
        case "outputs":
            .mapping(
                of: [
                    "anyOf": [
                        ["type": "string"],
                        .closedObject(["folder": ["type": "string"]], required: ["folder"]),
                    ]
                ], "For commands: name → path in the scratch folder, or {folder: path}.")
        case "matrix":
            .mapping(
                of: ["anyOf": [["type": "array"], ["type": "object"], .reference("reference")]],
                "Axis → values, a parameter that holds a list, or named cases.")
        case "resources": resources
        case "timeout":
            [
                "description": "Seconds, or 10m, 2h; the stage is stopped and fails after it.",
                "type": ["string", "number"],
            ]
        case "retries":
            [
                "description": "How often a failed stage is tried again.",
                "anyOf": [["type": "integer", "minimum": 0], .reference("reference")],
            ]
        default: [:]
        }
    }

    private static var resources: SchemaValue {
        var properties: [String: SchemaValue] = [:]
        for key in RunLimits.resourceKeys {
            properties[key] =
                switch key {
                case "cpu", "gpu":
                    ["anyOf": [["type": "integer", "minimum": 0], .reference("reference")]]
                case "memory": ["type": "string"]
                case "exclusive": ["type": ["string", "array"], "items": ["type": "string"]]
                default: [:]
                }
        }
        return .closedObject(
            properties, "What the stage occupies while it runs: {cpu: 2, memory: 4GB}.")
    }

    /// If the stage is of the kind, then it has the kind's parameters, inputs and outputs.
    private static func rule(_ kind: StageKind) -> SchemaValue {
        var properties: [String: SchemaValue] = ["with": parameters(kind)]
        var required: [String] = []
        if kind.parameters.contains(where: \.isRequired) { required.append("with") }
        switch kind.inputs {
        case .declaredByStage: properties["inputs"] = .mapping(of: .reference("commandSources"))
        case .fixed(let inputs):
            let needed = inputs.filter { $0.arity != .optional }.map(\.name)
            properties["inputs"] = .closedObject(
                Dictionary(
                    inputs.map { ($0.name, input($0)) }, uniquingKeysWith: { first, _ in first }),
                required: needed)
            if !needed.isEmpty { required.append("inputs") }
        }
        if case .declaredByStage = kind.outputs {
            required.append("outputs")
        } else {
            properties["outputs"] = false
        }
        var then: [String: SchemaValue] = ["properties": .object(properties)]
        if !required.isEmpty { then["required"] = .list(required.sorted().map { .text($0) }) }
        return [
            "if": [
                "properties": ["kind": ["const": .text(kind.name)]], "required": ["kind"],
            ],
            "then": .object(then),
        ]
    }

    private static func parameters(_ kind: StageKind) -> SchemaValue {
        .closedObject(
            Dictionary(
                kind.parameters.map { ($0.name, $0.schema) },
                uniquingKeysWith: { first, _ in first }
            ),
            required: kind.parameters.filter(\.isRequired).map(\.name), kind.summary)
    }

    private static func input(_ input: InputSpecification) -> SchemaValue {
        [
            "description": .text("\(input.summary) Holds: \(input.format.rawValue)."),
            "$ref": .text("#/$defs/\(input.arity == .many ? "sources" : "source")"),
        ]
    }
}
