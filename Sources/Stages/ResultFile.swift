internal import Foundation

/// JSON and text outputs, the same bytes for the same values.
enum ResultFile {
    /// Keys become snake case.
    static func write(_ value: some Encodable, to path: String) throws {
        try write(value, to: path, keys: .convertToSnakeCase)
    }

    /// For values that say themselves what their keys are called, so that others can read them.
    static func writeVerbatim(_ value: some Encodable, to path: String) throws {
        try write(value, to: path, keys: .useDefaultKeys)
    }

    private static func write(
        _ value: some Encodable, to path: String, keys: JSONEncoder.KeyEncodingStrategy
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = keys
        var data = try encoder.encode(value)
        data.append(UInt8(ascii: "\n"))
        try data.write(to: URL(fileURLWithPath: path))
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
