/// Reads the JSON of a safetensors header.
///
/// The grammar is flat, so it is scanned directly: unlike a general JSON reader this one notices
/// names that occur twice, takes only whole numbers, and has no nesting to run away with.
struct SafetensorsHeaderScanner {
    /// A tensor's entry as written; nothing is checked but its form.
    struct Entry {
        let name: String
        let storage: String
        let shape: [Int]
        let offsets: [Int]
    }

    private let text: [UInt8]
    private let file: String
    private var position = 0

    init(_ text: [UInt8], file: String) {
        self.text = text
        self.file = file
    }

    /// The whole header, which may be padded with white space.
    mutating func scan() throws(TensorFileError) -> (entries: [Entry], metadata: [String: String]) {
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        try members { (scanner, name) throws(TensorFileError) in
            if name == "__metadata__" {
                metadata = try scanner.texts()
            } else {
                entries.append(try scanner.entry(name))
            }
        }
        skipSpace()
        guard position == text.count else { throw unexpected("the header's end") }
        return (entries, metadata)
    }

    private mutating func entry(_ name: String) throws(TensorFileError) -> Entry {
        var storage: String?
        var shape: [Int]?
        var offsets: [Int]?
        try members { (scanner, key) throws(TensorFileError) in
            switch key {
            case "dtype": storage = try scanner.string()
            case "shape": shape = try scanner.numbers()
            case "data_offsets": offsets = try scanner.numbers()
            default: throw .unknownField(scanner.file, name, key)
            }
        }
        guard let storage else { throw .missingField(file, name, "dtype") }
        guard let shape else { throw .missingField(file, name, "shape") }
        guard let offsets else { throw .missingField(file, name, "data_offsets") }
        return Entry(name: name, storage: storage, shape: shape, offsets: offsets)
    }

    private mutating func texts() throws(TensorFileError) -> [String: String] {
        var texts: [String: String] = [:]
        try members { (scanner, key) throws(TensorFileError) in
            texts[key] = try scanner.string()
        }
        return texts
    }

    /// An object; `value` reads each member's value. A key that occurs twice is an error.
    private mutating func members(
        _ value: (inout Self, String) throws(TensorFileError) -> Void
    ) throws(TensorFileError) {
        try expect("{")
        if skips("}") { return }
        var keys: Set<String> = []
        repeat {
            let key = try string()
            guard keys.insert(key).inserted else { throw .definedTwice(file, key) }
            try expect(":")
            try value(&self, key)
        } while skips(",")
        try expect("}")
    }

    /// An array of whole numbers from 0.
    private mutating func numbers() throws(TensorFileError) -> [Int] {
        try expect("[")
        if skips("]") { return [] }
        var numbers: [Int] = []
        repeat { numbers.append(try number()) } while skips(",")
        try expect("]")
        return numbers
    }

    private mutating func number() throws(TensorFileError) -> Int {
        skipSpace()
        let digits = text[position...].prefix { 0x30...0x39 ~= $0 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)), !hasExtraZero(digits)
        else {
            throw unexpected("a whole number from 0 to \(Int.max)")
        }
        position += digits.count
        return number
    }

    private func hasExtraZero(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count > 1 && digits.first == 0x30
    }

    private mutating func string() throws(TensorFileError) -> String {
        try expect("\"")
        var bytes: [UInt8] = []
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: bytes, as: UTF8.self) else {
                    throw unexpected("valid UTF-8 before the string's end")
                }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                bytes.append(contentsOf: try escapedCharacter().utf8)
            case 0..<0x20:
                throw unexpected("no control character within a string")
            default:
                bytes.append(byte)
                position += 1
            }
        }
        throw unexpected("the string's closing quote")
    }

    private mutating func escapedCharacter() throws(TensorFileError) -> String {
        let plain: [UInt8: String] = [
            UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
            UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
            UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
        ]
        if position + 1 < text.count, let character = plain[text[position + 1]] {
            position += 2
            return character
        }
        let first = try codeUnit()
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else {
                throw unexpected("a low surrogate only after a high one")
            }
            return String(scalar)
        }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else {
            throw unexpected("a low surrogate after the high one")
        }
        return String(decoding: [first, second], as: UTF16.self)
    }

    /// A UTF-16 code unit written as `\uXXXX`.
    private mutating func codeUnit() throws(TensorFileError) -> UInt16 {
        let digits = text[position...].dropFirst(2).prefix(4)
        guard text[position...].starts(with: Array("\\u".utf8)), digits.count == 4,
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw unexpected("a JSON escape") }
        position += 6
        return unit
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(TensorFileError) {
        guard skips(character) else { throw unexpected("'\(character)'") }
    }

    /// Passes over white space and, if it follows, the character.
    private mutating func skips(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    private func unexpected(_ expectation: String) -> TensorFileError {
        .unexpected(file, at: position, text, expectation)
    }
}

extension TensorFileError {
    fileprivate static func unexpected(
        _ file: String, at position: Int, _ text: [UInt8], _ expectation: String
    ) -> TensorFileError {
        let found =
            position < text.count
            ? "found \(Character(Unicode.Scalar(text[position])).debugDescription)"
            : "it ends there"
        return TensorFileError(
            file, "byte \(position) of the header: expected \(expectation), but \(found)")
    }

    fileprivate static func definedTwice(_ file: String, _ key: String) -> TensorFileError {
        TensorFileError(file, "the header has the key \(key.prefix(80).debugDescription) twice")
    }

    fileprivate static func missingField(
        _ file: String, _ name: String, _ field: String
    ) -> TensorFileError {
        TensorFileError(file, "\(name.asTensorName) has no \(field)")
    }

    fileprivate static func unknownField(
        _ file: String, _ name: String, _ field: String
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(name.asTensorName) has the unknown field \(field.prefix(80).debugDescription); "
                + "expected dtype, shape and data_offsets")
    }
}
