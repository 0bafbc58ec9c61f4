import Crypto
import Foundation
import Testing

/// Readers of what stages write and of `Golden`, apart from the program's own, so that a mistake in
/// a writer is not undone by the same mistake in its reader.
enum GoldenFile {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A golden file of the readers' own tests.
    static func ofDatasets(_ name: String) -> String { path(name, of: "DatasetsTests") }

    static func ofImages(_ name: String) -> String { path(name, of: "ImagesTests") }

    private static func path(_ name: String, of tests: String) -> String {
        folder.appendingPathComponent("../../\(tests)/Golden/\(name)").standardizedFileURL.path
    }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try json(folder.appendingPathComponent(name), as: type)
    }

    /// Members in snake case.
    static func json<Value: Decodable>(_ file: URL, as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: file))
    }

    /// The rows of a `.npy` file with a float32 table.
    static func rows(_ file: URL) throws -> [[Double]] {
        let array = try NumPyFile(file)
        #expect(array.elementType == "<f4")
        try #require(array.shape.count == 2)
        let values = singles(array.data)
        try #require(values.count == array.shape[0] * array.shape[1])
        return (0..<array.shape[0]).map { row in
            Array(values[row * array.shape[1]..<(row + 1) * array.shape[1]])
        }
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

    /// 64 lower-case hexadecimal digits.
    static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Data(bytes))
            .map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }
            .joined()
    }
}
