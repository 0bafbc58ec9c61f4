internal import FoundationEssentials

/// The output of `--json`: one versioned object, sorted keys, snake case.
enum JSONText {
    static let version = 1

    private struct Versioned<Content: Encodable>: Encodable {
        let content: Content

        func encode(to encoder: any Encoder) throws {
            try content.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(JSONText.version, forKey: .version)
        }

        private enum Key: String, CodingKey { case version }
    }

    /// - Parameter content: encodes as an object without the key `version`.
    static func of(_ content: some Encodable) throws -> String {
        try plain(Versioned(content: content))
    }

    /// JSON that has no version, such as a schema.
    static func plain(_ content: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(content), as: UTF8.self)
    }
}
