internal import Foundation

/// Checks JSON against a JSON Schema, as far as this project's schemas go: a keyword that it does
/// not know is a complaint, so that none is passed over.
package struct JSONSchemaCheck {
    private static let annotations = ["$schema", "$defs", "title", "description", "default"]

    private let root: [String: Any]

    package init(schema: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(schema.utf8))
        root = object as? [String: Any] ?? [:]
    }

    /// What is wrong with a value, each with its place; empty when nothing is.
    package func complaints(json: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(
            with: Data(json.utf8), options: .fragmentsAllowed)
        return complaints(value, root, "$")
    }

    /// The same for a value made of `NSNumber`, `String`, arrays and dictionaries.
    package func complaints(value: Any) -> [String] { complaints(value, root, "$") }

    private func complaints(_ value: Any, _ schema: Any, _ place: String) -> [String] {
        if let isAllowed = schema as? Bool { return isAllowed ? [] : ["\(place): not allowed"] }
        guard let schema = schema as? [String: Any] else { return ["\(place): no schema"] }
        return schema.flatMap { keyword, rule in
            complaints(value, keyword, rule, in: schema, place)
        }
    }

    private func complaints(
        _ value: Any, _ keyword: String, _ rule: Any, in schema: [String: Any], _ place: String
    ) -> [String] {
        switch keyword {
        case "$ref": return complaints(value, definition(rule), place)
        case "type":
            let names = rule as? [String] ?? [rule as? String ?? ""]
            return names.contains { Self.isOf(type: $0, value) }
                ? [] : ["\(place): not of type \(names)"]
        case "enum": return Self.isIn(rule, value) ? [] : ["\(place): not in \(rule)"]
        case "const": return Self.isIn([rule], value) ? [] : ["\(place): not \(rule)"]
        case "allOf":
            return (rule as? [Any] ?? []).flatMap { complaints(value, $0, place) }
        case "anyOf", "oneOf":
            let results = (rule as? [Any] ?? []).map { complaints(value, $0, place) }
            let fitting = results.count(where: \.isEmpty)
            if keyword == "anyOf" ? fitting > 0 : fitting == 1 { return [] }
            let nearest = results.min { $0.count < $1.count } ?? []
            return ["\(place): fits \(fitting) of \(keyword)"] + nearest
        case "if":
            guard complaints(value, rule, place).isEmpty, let then = schema["then"] else {
                return []
            }
            return complaints(value, then, place)
        case "then": return []
        case "minimum", "maximum", "exclusiveMinimum", "pattern":
            return bound(value, keyword, rule) ? [] : ["\(place): \(keyword) \(rule)"]
        case "properties", "required", "additionalProperties":
            return object(value as? [String: Any], keyword, rule, in: schema, place)
        case "items", "minItems", "maxItems":
            return list(value as? [Any], keyword, rule, place)
        default:
            return Self.annotations.contains(keyword) ? [] : ["\(place): unknown '\(keyword)'"]
        }
    }

    private func bound(_ value: Any, _ keyword: String, _ rule: Any) -> Bool {
        if keyword == "pattern" {
            guard let text = value as? String, let pattern = rule as? String else { return true }
            return text.range(of: pattern, options: .regularExpression) != nil
        }
        guard Self.isOf(type: "number", value), let number = value as? Double,
            let limit = rule as? Double
        else { return true }
        return switch keyword {
        case "minimum": number >= limit
        case "maximum": number <= limit
        default: number > limit
        }
    }

    private func object(
        _ value: [String: Any]?, _ keyword: String, _ rule: Any, in schema: [String: Any],
        _ place: String
    ) -> [String] {
        guard let value else { return [] }
        let known = schema["properties"] as? [String: Any] ?? [:]
        switch keyword {
        case "required":
            return (rule as? [String] ?? []).filter { value[$0] == nil }
                .map { "\(place): lacks \($0)" }
        case "properties":
            return known.flatMap { key, rule in
                value[key].map { complaints($0, rule, "\(place).\(key)") } ?? []
            }
        default:
            return value.filter { known[$0.key] == nil }
                .flatMap { complaints($0.value, rule, "\(place).\($0.key)") }
        }
    }

    private func list(
        _ value: [Any]?, _ keyword: String, _ rule: Any, _ place: String
    ) -> [String] {
        guard let value else { return [] }
        switch keyword {
        case "minItems": return value.count >= rule as? Int ?? 0 ? [] : ["\(place): too short"]
        case "maxItems": return value.count <= rule as? Int ?? .max ? [] : ["\(place): too long"]
        default:
            return value.enumerated().flatMap { complaints($1, rule, "\(place)[\($0)]") }
        }
    }

    private func definition(_ reference: Any) -> Any {
        let path = (reference as? String ?? "").split(separator: "/").dropFirst()
        return path.reduce(root as Any?) { part, key in (part as? [String: Any])?[String(key)] }
            ?? false
    }

    private static func isIn(_ values: Any, _ value: Any) -> Bool {
        guard let value = value as? NSObject else { return false }
        return (values as? [Any] ?? []).contains { ($0 as? NSObject) == value }
    }

    private static func isOf(type: String, _ value: Any) -> Bool {
        let number = value as? NSNumber
        let isTruth = number.map { isTruthValue($0) } ?? false
        return switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": isTruth
        case "null": value is NSNull
        case "number": number != nil && !isTruth
        case "integer":
            number.map { !isTruth && $0.doubleValue == $0.doubleValue.rounded() } ?? false
        default: false
        }
    }

    /// `NSNumber` keeps whether it came from `true`.
    private static func isTruthValue(_ number: NSNumber) -> Bool {
        unsafe String(cString: number.objCType) == "c"
    }
}
