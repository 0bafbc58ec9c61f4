/// Reads the Python dictionary of a `.npy` header and nothing else of Python.
///
/// Grammar: `{` entries, each `'key': value`, separated by commas, the last comma optional, `}`,
/// then only white space. Keys, each once and in any order: `descr` (string), `fortran_order`
/// (`True` or `False`), `shape` (tuple of integers, Python 2's `L` suffix allowed).
struct ArrayDictionaryParser {
    struct Entries {
        var elementType: ArrayElementType
        var isColumnMajor: Bool
        var shape: [Int]
    }

    /// NumPy's own limit.
    private static let mostDimensions = 64

    private let bytes: [UInt8]
    private let path: String
    private var position = 0

    init(bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    mutating func parse() throws(ArrayFileError) -> Entries {
        var elementType: ArrayElementType?
        var isColumnMajor: Bool?
        var shape: [Int]?
        try expect("{")
        while !take("}") {
            let key = try string()
            try expect(":")
            switch key {
            case "descr" where elementType == nil: elementType = try descriptor()
            case "fortran_order" where isColumnMajor == nil: isColumnMajor = try boolean()
            case "shape" where shape == nil: shape = try tuple()
            case "descr", "fortran_order", "shape": throw .repeatedKey(path, key)
            default: throw .unknownKey(path, key)
            }
            guard take(",") else {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard position == bytes.count else { throw malformed("nothing more") }
        guard let elementType else { throw .missingKey(path, "descr") }
        guard let isColumnMajor else { throw .missingKey(path, "fortran_order") }
        guard let shape else { throw .missingKey(path, "shape") }
        return Entries(elementType: elementType, isColumnMajor: isColumnMajor, shape: shape)
    }

    // MARK: Values

    private mutating func descriptor() throws(ArrayFileError) -> ArrayElementType {
        skipSpace()
        if position < bytes.count, [UInt8(ascii: "["), UInt8(ascii: "(")].contains(bytes[position])
        {
            throw .structured(path)
        }
        let text = try string()
        if let type = ArrayElementType(rawValue: text) { return type }
        if text.contains("O") { throw .objects(path) }
        throw .unsupportedType(path, text)
    }

    private mutating func boolean() throws(ArrayFileError) -> Bool {
        if take("True") { return true }
        if take("False") { return false }
        throw malformed("True or False")
    }

    private mutating func tuple() throws(ArrayFileError) -> [Int] {
        try expect("(")
        var dimensions: [Int] = []
        while !take(")") {
            guard dimensions.count < Self.mostDimensions else { throw .manyDimensions(path) }
            dimensions.append(try integer())
            guard take(",") else {
                try expect(")")
                break
            }
        }
        return dimensions
    }

    private mutating func integer() throws(ArrayFileError) -> Int {
        skipSpace()
        let start = position
        while position < bytes.count,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
        {
            position += 1
        }
        guard position > start else { throw malformed("a dimension (0, 1, 2, …)") }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        _ = take("L")
        guard let value = Int(digits) else { throw .hugeDimension(path, digits) }
        return value
    }

    private mutating func string() throws(ArrayFileError) -> String {
        skipSpace()
        guard position < bytes.count,
            bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
        else { throw malformed("a quoted string") }
        let quote = bytes[position]
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else {
            throw malformed("a string that ends")
        }
        position = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    // MARK: Characters

    private mutating func skipSpace() {
        while position < bytes.count, [0x09, 0x0a, 0x0d, 0x20].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func take(_ word: StaticString) -> Bool {
        skipSpace()
        let characters = Array(word.description.utf8)
        guard bytes[position...].starts(with: characters) else { return false }
        position += characters.count
        return true
    }

    private mutating func expect(_ word: StaticString) throws(ArrayFileError) {
        guard take(word) else { throw malformed("'\(word)'") }
    }

    private func malformed(_ expectation: String) -> ArrayFileError {
        .malformed(path, expected: expectation, at: position)
    }
}

extension ArrayFileError {
    fileprivate static func malformed(
        _ path: String, expected: String, at position: Int
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "has a damaged header: expected \(expected) at its byte \(position)",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func repeatedKey(_ path: String, _ key: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has a damaged header: '\(key)' occurs twice",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func unknownKey(_ path: String, _ key: String) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "has a damaged header: unknown key \(quoted(key))",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func missingKey(_ path: String, _ key: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has a damaged header: '\(key)' is missing",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func objects(_ path: String) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "holds Python objects, which are pickled and would run code when read",
            remedy: "save numbers instead, for example array.astype('<f4')")
    }

    fileprivate static func structured(_ path: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "holds records with named fields, not numbers",
            remedy: "save the fields as columns, for example with "
                + "numpy.lib.recfunctions.structured_to_unstructured")
    }

    fileprivate static func unsupportedType(_ path: String, _ type: String) -> ArrayFileError {
        let supported = ArrayElementType.allCases.map(\.rawValue).joined(separator: ", ")
        return ArrayFileError(
            path: path,
            problem: "holds elements of type \(quoted(type)), which is none of \(supported)",
            remedy: "save array.astype('<f4') instead")
    }

    fileprivate static func manyDimensions(_ path: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has more than 64 dimensions",
            remedy: "reshape it to [samples, features]")
    }

    fileprivate static func hugeDimension(_ path: String, _ digits: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has a dimension of \(digits.prefix(40)), more than 2⁶³ − 1",
            remedy: "save it again with numpy.save")
    }

    /// Foreign text, escaped and cut, so that it can't disturb a terminal or fill it.
    private static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined()
        return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
    }
}
