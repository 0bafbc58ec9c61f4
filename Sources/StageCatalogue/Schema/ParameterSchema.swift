internal import PipelineLanguage

extension ParameterSpecification {
    /// The parameter as an editor's schema has it.
    var schema: SchemaValue {
        var parts: [String: SchemaValue] = [
            "description": .text("\(summary) Expected: \(type.expectation)."),
            "anyOf": [type.schema, .reference("reference")],
        ]
        if let value = defaultValue { parts["default"] = value.schema }
        return .object(parts)
    }

    var isRequired: Bool { defaultValue == nil && !isOptional }
}

extension ParameterType {
    /// What YAML may hold where a value of this type is expected; bounds that nobody meets are left
    /// out.
    fileprivate var schema: SchemaValue {
        switch self {
        case .integer(let range):
            var parts: [String: SchemaValue] = ["type": "integer"]
            if range.lowerBound != .min { parts["minimum"] = .integer(range.lowerBound) }
            if range.upperBound != .max { parts["maximum"] = .integer(range.upperBound) }
            return .object(parts)
        case .real(let range):
            let largest = Double.greatestFiniteMagnitude
            var parts: [String: SchemaValue] = ["type": "number"]
            if range.lowest != -largest {
                parts[range.excludesLowest ? "exclusiveMinimum" : "minimum"] = .real(range.lowest)
            }
            if range.highest != largest { parts["maximum"] = .real(range.highest) }
            return .object(parts)
        // What is text for the schema may look like a number to YAML.
        case .text: return ["type": ["string", "number", "boolean"]]
        case .boolean: return ["type": "boolean"]
        case .choice(let choices): return ["enum": .list(choices.map { .text($0) })]
        case .list(let element, let count):
            var parts: [String: SchemaValue] = [
                "type": "array",
                "items": ["anyOf": [element.schema, .reference("reference")]],
            ]
            if count.lowerBound > 0 { parts["minItems"] = .integer(count.lowerBound) }
            if count.upperBound != .max { parts["maxItems"] = .integer(count.upperBound) }
            return .object(parts)
        case .mapping(let element):
            return .mapping(of: ["anyOf": [element.schema, .reference("reference")]])
        }
    }
}

extension ParameterValue {
    fileprivate var schema: SchemaValue {
        switch self {
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .text(let value): .text(value)
        case .boolean(let value): .boolean(value)
        case .list(let values): .list(values.map(\.schema))
        case .mapping(let entries):
            .object(
                Dictionary(
                    entries.map { ($0.key, $0.value.schema) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }
}
