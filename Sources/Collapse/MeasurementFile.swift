package import Foundation

extension ModelMeasurement {
    /// The measurement as JSON, the same bytes each time.
    ///
    /// - Throws: `EncodingError` for a NaN or infinity, which JSON cannot hold.
    package func json() throws -> Data { try ResultCoding.json(self) }

    /// - Throws: `DecodingError` when it is not a measurement.
    package init(json: Data) throws {
        self = try JSONDecoder().decode(ModelMeasurement.self, from: json)
    }
}
