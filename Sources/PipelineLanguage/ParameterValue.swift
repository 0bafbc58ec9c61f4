/// A stage parameter after typing by the schema of its kind.
package indirect enum ParameterValue: Hashable, Sendable {
    case integer(Int)
    case real(Double)
    case text(String)
    case boolean(Bool)
    case list([ParameterValue])
    /// Sorted by key, so that the order in the file never matters.
    case mapping([Entry])

    package struct Entry: Hashable, Sendable {
        package var key: String
        package var value: ParameterValue

        package init(key: String, value: ParameterValue) {
            self.key = key
            self.value = value
        }
    }
}

extension ParameterValue: CustomStringConvertible {
    /// The shortest text that reads back as the same value: what `explain` and stage names show.
    package var description: String {
        switch self {
        case .integer(let value): String(value)
        case .real(let value): Self.shortest(value)
        case .text(let value): value
        case .boolean(let value): value ? "true" : "false"
        case .list(let values):
            "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }

    /// `0.05`, `1000`, `1e-05`: Swift's shortest round-trip digits without a trailing `.0`.
    private static func shortest(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
