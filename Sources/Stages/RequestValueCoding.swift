internal import Foundation
internal import WorkerProtocol

extension RequestValue {
    /// What a value is in JSON, as the runner writes parameters.
    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
    }

    /// - Throws: `DecodingError` for a parameter of another shape.
    func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
    }
}
