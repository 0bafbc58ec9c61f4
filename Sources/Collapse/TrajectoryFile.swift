package import Foundation

extension Trajectory {
    /// The trajectory as JSON, the same bytes each time.
    ///
    /// - Throws: `EncodingError` for a NaN or infinity, which JSON cannot hold.
    package func json() throws -> Data { try ResultCoding.json(self) }

    /// - Throws: `DecodingError` when it is not a trajectory.
    package init(json: Data) throws {
        self = try JSONDecoder().decode(Trajectory.self, from: json)
    }
}
