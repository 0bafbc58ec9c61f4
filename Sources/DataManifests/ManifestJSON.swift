internal import FoundationEssentials

extension DataManifest {
    /// The manifest as JSON: sorted keys, readable by eye, the same bytes for the same manifest.
    ///
    /// - Throws: never for a manifest that a reader made; what the encoder throws.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// - Throws: `DecodingError` for what `json()` did not make.
    package init(json: String) throws {
        self = try JSONDecoder().decode(DataManifest.self, from: Data(json.utf8))
    }
}
