package import Foundation

extension ModelMeasurement {
    /// The measurement as JSON with the same bytes each time: sorted keys, the shortest digits
    /// that read back as the same double, a final newline.
    ///
    /// - Throws: `EncodingError` for a NaN or infinity, which JSON cannot hold.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Throws: `DecodingError` when it is not a measurement.
    package init(json: Data) throws {
        self = try JSONDecoder().decode(ModelMeasurement.self, from: json)
    }
}
