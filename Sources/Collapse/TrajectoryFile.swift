package import Foundation

extension Trajectory {
    /// The trajectory as JSON with the same bytes each time, as `ModelMeasurement.json` has them.
    ///
    /// - Throws: `EncodingError` for a NaN or infinity, which JSON cannot hold.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Throws: `DecodingError` when it is not a trajectory.
    package init(json: Data) throws {
        self = try JSONDecoder().decode(Trajectory.self, from: json)
    }
}
