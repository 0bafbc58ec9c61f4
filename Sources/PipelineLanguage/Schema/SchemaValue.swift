/// A value of a JSON Schema, written as Swift literals.
package indirect enum SchemaValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case real(Double)
    case boolean(Bool)
    case list([SchemaValue])
    case object([String: SchemaValue])

    /// The draft that all schemas here are written for.
    package static let draft = SchemaValue.text("https://json-schema.org/draft/2020-12/schema")

    package static func reference(_ name: String) -> SchemaValue {
        ["$ref": .text("#/$defs/\(name)")]
    }

    /// An object with these keys and no others.
    package static func closedObject(
        _ properties: [String: SchemaValue], required: [String] = [], _ description: String? = nil
    ) -> SchemaValue {
        var schema: [String: SchemaValue] = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .list(required.sorted().map { .text($0) }) }
        if let description { schema["description"] = .text(description) }
        return .object(schema)
    }

    /// An object with any keys, whose values are alike.
    package static func mapping(
        of value: SchemaValue, _ description: String? = nil
    ) -> SchemaValue {
        var schema: [String: SchemaValue] = ["type": "object", "additionalProperties": value]
        if let description { schema["description"] = .text(description) }
        return .object(schema)
    }
}

extension SchemaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: SchemaValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, SchemaValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { first, _ in first }))
    }
}

extension SchemaValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let entries): try container.encode(entries)
        }
    }
}
