import Foundation
import Testing

/// A `.npy` file of version 1 in row-major order, read without the program's own reader.
struct NumPyFile {
    /// As NumPy writes it: `<f4`, `|u1`.
    let elementType: String
    let shape: [Int]
    /// All that comes after the header.
    let data: ArraySlice<UInt8>

    init(_ file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        try #require(Array(bytes.prefix(8)) == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
        let dataStart = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        let header = String(decoding: bytes[10..<dataStart], as: UTF8.self)
        #expect(header.contains("'fortran_order': False"))
        let type = try #require(try /'descr': '([^']+)'/.firstMatch(in: header))
        let dimensions = try #require(try /'shape': \(([0-9, ]+)\)/.firstMatch(in: header))
        elementType = String(type.1)
        shape = dimensions.1.split(separator: ",").compactMap {
            Int($0.trimmingCharacters(in: .whitespaces))
        }
        data = bytes[dataStart...]
    }

    /// The elements of row `index`, of a file of bytes.
    func picture(_ index: Int) -> [UInt8] {
        let size = shape.dropFirst().reduce(1, *)
        let start = data.startIndex + index * size
        return Array(data[start..<start + size])
    }
}
