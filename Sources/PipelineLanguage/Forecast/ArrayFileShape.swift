internal import RegularFiles

/// The shape that a `.npy` file of the project tells, for forecasts. Whoever reads the array checks the
/// file; here what can't be read is not known.
///
/// Layout: the signature, version, header length (2 bytes in version 1, else 4, little-endian), a
/// Python dictionary. Source: numpy.lib.format.
enum ArrayFileShape {
    /// NumPy itself stops at a dictionary of 10,000 bytes.
    private static let longestStart = 10_012
    private static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)

    static let suffix = ".npy"

    private struct Unknown: Error {
        let problem: RegularFileProblem
    }

    static func of(_ path: String) -> [Int]? {
        path.hasSuffix(suffix) ? stored(path) : nil
    }

    /// Of a file whose name does not tell what it is.
    static func stored(_ path: String) -> [Int]? {
        guard let file = try? RegularFile(path, failure: Unknown.init),
            let start = try? file.bytes(0..<min(file.size, longestStart))
        else { return nil }
        return shape(start)
    }

    /// `{'descr': '<f4', 'fortran_order': False, 'shape': (150, 4), }` → `[150, 4]`.
    static func shape(_ start: [UInt8]) -> [Int]? {
        guard start.starts(with: signature), start.count > 12 else { return nil }
        let fixed = start[6] == 1 ? 10 : 12
        let length = start[8..<fixed].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard fixed + length <= start.count else { return nil }
        let dictionary = String(decoding: start[fixed..<fixed + length], as: UTF8.self)
        guard let key = dictionary.firstRange(of: "'shape':"),
            let open = dictionary[key.upperBound...].firstIndex(of: "("),
            let close = dictionary[open...].firstIndex(of: ")")
        else { return nil }
        var shape: [Int] = []
        for part in dictionary[dictionary.index(after: open)..<close].split(separator: ",") {
            guard let dimension = Int(part.filter { $0 != " " }), dimension >= 0 else {
                return nil
            }
            shape.append(dimension)
        }
        return shape
    }
}
