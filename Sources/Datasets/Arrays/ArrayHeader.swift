/// The element types of `.npy` files that become matrices, by NumPy's descriptor.
package enum ArrayElementType: String, Sendable, CaseIterable {
    case float32 = "<f4"
    case float64 = "<f8"
    case int32 = "<i4"
    case int64 = "<i8"
    case uint8 = "|u1"

    /// Bytes of one element.
    package var size: Int {
        switch self {
        case .uint8: 1
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }
}

/// What a `.npy` file says about its array before the data begins.
///
/// Layout: the signature, version, header length (2 bytes in version 1, else 4, little-endian),
/// a Python dictionary padded with spaces, the data.
/// Source: numpy.lib.format, versions 1.0, 2.0 and 3.0.
package struct ArrayHeader: Equatable {
    static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// More than any header of a plain array needs (NumPy itself stops at 10,000), so that a
    /// hostile length costs no memory.
    package static let longestDictionary = 65_536

    /// The data starts at a multiple of this.
    private static let alignment = 64

    /// NumPy leaves room for the first dimension to grow to this many digits in place.
    private static let growthDigits = 21

    package var elementType: ArrayElementType
    /// Whether the first index runs fastest (`fortran_order`).
    package var isColumnMajor: Bool
    package var shape: [Int]
    /// Where the data starts, in bytes from the file's start.
    package var dataOffset: Int

    /// The header as `numpy.save` writes it (version 1.0) for a row-major array, byte for byte.
    package static func encoded(_ elementType: ArrayElementType, shape: [Int]) -> [UInt8] {
        let dimensions = shape.map(String.init)
        let tuple =
            dimensions.count == 1
            ? "(\(dimensions[0]),)" : "(\(dimensions.joined(separator: ", ")))"
        var dictionary = Array(
            "{'descr': '\(elementType.rawValue)', 'fortran_order': False, 'shape': \(tuple), }".utf8
        )
        if let first = dimensions.first {
            dictionary += spaces(growthDigits - first.utf8.count)
        }
        // Signature, version, length and the line feed that ends the header.
        let fixed = signature.count + 2 + 2 + 1
        let length = (fixed + dictionary.count + alignment - 1) / alignment * alignment
        dictionary += spaces(length - fixed - dictionary.count) + [UInt8(ascii: "\n")]
        let count = UInt16(dictionary.count)
        return signature + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + dictionary
    }

    private static func spaces(_ count: Int) -> [UInt8] {
        Array(repeating: UInt8(ascii: " "), count: count)
    }
}

extension ArrayHeader {
    /// Reads the header at the start of a file.
    ///
    /// - Parameter start: the file's first bytes, at least `longestDictionary + 12` of them where
    ///   the file has so many.
    package init(parsing start: [UInt8], path: String) throws(ArrayFileError) {
        guard start.starts(with: Self.signature) else { throw .notAnArray(path) }
        guard start.count >= 8 else { throw .truncatedHeader(path, start.count) }
        let version = (start[6], start[7])
        guard (1...3).contains(version.0), version.1 == 0 else {
            throw .unknownVersion(path, "\(version.0).\(version.1)")
        }
        let dictionaryStart = version.0 == 1 ? 10 : 12
        guard start.count >= dictionaryStart else { throw .truncatedHeader(path, start.count) }
        let length = start[8..<dictionaryStart].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longestDictionary else { throw .longHeader(path, length) }
        let end = dictionaryStart + length
        guard start.count >= end else { throw .truncatedHeader(path, start.count) }
        var parser = ArrayDictionaryParser(
            bytes: Array(start[dictionaryStart..<end]), path: path)
        let entries = try parser.parse()
        elementType = entries.elementType
        isColumnMajor = entries.isColumnMajor
        shape = entries.shape
        dataOffset = end
    }
}

extension ArrayFileError {
    fileprivate static func notAnArray(_ path: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "does not start with the signature of a .npy file",
            remedy: "convert it with numpy.save")
    }

    fileprivate static func truncatedHeader(_ path: String, _ count: Int) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "ends after \(count) bytes, inside its header",
            remedy: "copy or download it again")
    }

    fileprivate static func unknownVersion(_ path: String, _ version: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has .npy format version \(version), not 1.0, 2.0 or 3.0",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func longHeader(_ path: String, _ length: Int) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "announces a header of \(length) bytes, more than the "
                + "\(ArrayHeader.longestDictionary) of any plain array",
            remedy: "save it again with numpy.save")
    }
}
