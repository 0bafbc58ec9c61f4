internal import Foundation

/// How measurements and trajectories are written: sorted keys, the shortest digits that read back as
/// the same double, a final newline, so that the same values have the same bytes.
enum ResultCoding {
    /// - Throws: `EncodingError` for a NaN or infinity, which JSON cannot hold.
    static func json(_ result: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(result) + Data("\n".utf8)
    }
}
