import Foundation
import Testing

/// Readers of what stages write and of `Golden`, apart from the program's own, so that a mistake in
/// a writer is not undone by the same mistake in its reader.
enum GoldenFile {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try json(folder.appendingPathComponent(name), as: type)
    }

    /// Members in snake case.
    static func json<Value: Decodable>(_ file: URL, as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: file))
    }

    /// The rows of a `.npy` file of version 1 with a float32 table in row-major order.
    static func rows(_ file: URL) throws -> [[Double]] {
        let bytes = [UInt8](try Data(contentsOf: file))
        try #require(Array(bytes.prefix(8)) == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
        let dataStart = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        let header = String(decoding: bytes[10..<dataStart], as: UTF8.self)
        #expect(header.contains("'descr': '<f4'"))
        #expect(header.contains("'fortran_order': False"))
        let match = try #require(try /'shape': \((\d+), (\d+)\)/.firstMatch(in: header))
        let rows = try #require(Int(match.1))
        let columns = try #require(Int(match.2))
        let values = singles(bytes[dataStart...])
        try #require(values.count == rows * columns)
        return (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
    }

    struct Tensor: Decodable, Equatable {
        let shape: [Int]
        let elements: [Double]
    }

    /// The float32 tensors of a safetensors file, by name.
    static func tensors(_ file: URL) throws -> [String: Tensor] {
        let bytes = [UInt8](try Data(contentsOf: file))
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let dataStart = 8 + length
        let header = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes[8..<dataStart])) as? [String: Any])
        var tensors: [String: Tensor] = [:]
        for (name, entry) in header where name != "__metadata__" {
            let entry = try #require(entry as? [String: Any])
            #expect(entry["dtype"] as? String == "F32")
            let offsets = try #require(entry["data_offsets"] as? [Int])
            tensors[name] = Tensor(
                shape: try #require(entry["shape"] as? [Int]),
                elements: singles(bytes[dataStart + offsets[0]..<dataStart + offsets[1]]))
        }
        return tensors
    }

    /// Little-endian float32 numbers.
    private static func singles(_ bytes: ArraySlice<UInt8>) -> [Double] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
            let word = bytes[start..<start + 4].reversed().reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
            return Double(Float(bitPattern: word))
        }
    }
}
