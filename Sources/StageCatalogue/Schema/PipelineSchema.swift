package import PipelineLanguage

/// The JSON Schema of pipeline files, for editors: made from the same kinds and keys that validate
/// pipelines.
///
/// It finds misspelt keys, missing parameters and values out of range while one types. What takes
/// more than one place of a file to judge, such as references, is left to `nrc-pipe`.
package struct PipelineSchema {
    private let kinds: [StageKind]

    package init(_ kinds: [StageKind]) { self.kinds = kinds }

    package var schema: SchemaValue {
        var properties: [String: SchemaValue] = [:]
        for section in PipelineDefinition.sections { properties[section] = self.section(section) }
        return [
            "$schema": .draft,
            "title": "A pipeline of nrc-pipe, or a file that one includes",
            "type": "object",
            "properties": .object(properties),
            "additionalProperties": false,
            "$defs": .object(definitions),
        ]
    }

    private func section(_ name: String) -> SchemaValue {
        switch name {
        case "pipeline": Self.header
        case "include":
            [
                "description": "More files, relative to this one.", "type": "array",
                "items": ["type": "string"],
            ]
        case "parameters":
            .mapping(of: .reference("values"), "Name → value or list; --set overrides one.")
        case "profiles": .mapping(of: Self.profile, "Named overlays; --profile chooses one.")
        case "stages": .mapping(of: StageSchema(kinds).schema, "Name → what is done.")
        case "figures": .mapping(of: Self.figure, "Named targets that are published.")
        case "claims": .mapping(of: Self.claim, "What must hold of measurements.")
        default: [:]
        }
    }

    private static var header: SchemaValue {
        var properties: [String: SchemaValue] = [:]
        for key in PipelineDefinition.Header.keys { properties[key] = ["type": "string"] }
        properties["schema"] = [
            "description": "The format's version.",
            "enum": [1, .text(PipelineDefinition.Header.schemaVersion)],
        ]
        return .closedObject(properties, required: ["name", "schema"], "In the root file alone.")
    }

    private static var profile: SchemaValue {
        var overlay: [String: SchemaValue] = [:]
        for key in StageOverlay.keys { overlay[key] = StageSchema.property(key) }
        var properties: [String: SchemaValue] = [:]
        for key in ProfileDefinition.keys {
            properties[key] =
                switch key {
                case "extends": ["type": "string"]
                case "stages": .mapping(of: .closedObject(overlay))
                default: .mapping(of: .reference("values"))
                }
        }
        return .closedObject(properties)
    }

    private static var figure: SchemaValue {
        var properties: [String: SchemaValue] = [:]
        for key in FigureDefinition.keys { properties[key] = ["type": ["string", "number"]] }
        properties["publish"] = .mapping(
            of: ["type": "string"], "Path below results/PROFILE/ → stage.output.")
        return .closedObject(properties, required: FigureDefinition.keys)
    }

    private static var claim: SchemaValue {
        var properties: [String: SchemaValue] = [:]
        for key in ClaimDefinition.keys {
            properties[key] =
                switch key {
                case "statement": ["type": "string"]
                case "seeds", "controls", "arms": ["type": "object"]
                case "each_seed", "exclude", "trends", "compare": ["type": "array"]
                default: [:]
                }
        }
        return .closedObject(properties, required: ["statement"])
    }

    private static func oneOrMore(_ definition: String) -> SchemaValue {
        [
            "anyOf": [
                .reference(definition),
                ["type": "array", "minItems": 1, "items": .reference(definition)],
            ]
        ]
    }

    private var definitions: [String: SchemaValue] {
        [
            "reference": [
                "description": "Text with ${name}.", "type": "string", "pattern": #"\$\{"#,
            ],
            "values": [
                "type": ["string", "number", "boolean", "array"],
                "items": ["type": ["string", "number", "boolean"]],
            ],
            "source": [
                "description": "stage.output, or {file: path} for a file of the project.",
                "anyOf": [
                    ["type": "string"],
                    .closedObject(["file": ["type": "string"]], required: ["file"]),
                ],
            ],
            "sources": Self.oneOrMore("source"),
            "commandSource": [
                "description": """
                stage.output, or of the project {file: path}, {folder: path} or \
                {files: scripts/*.py}.
                """,
                "anyOf": .list(
                    [["type": "string"]]
                        + ["file", "folder", "files"].map {
                            .closedObject([$0: ["type": "string"]], required: [$0])
                        }),
            ],
            "commandSources": Self.oneOrMore("commandSource"),
        ]
    }
}
