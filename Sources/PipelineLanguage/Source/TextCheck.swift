/// What keeps a file from being read as text, and where.
enum TextProblem: Hashable {
    case invalidUTF8(byte: UInt8)
    case forbiddenCharacter(Unicode.Scalar)
}

extension SourceFile {
    /// The first byte that is not UTF-8, or the first character that a pipeline may not contain.
    ///
    /// Control characters are what YAML forbids; U+0085, U+2028, U+2029 are line breaks for libyaml
    /// but for no editor, so that line numbers would be wrong after them.
    func firstTextProblem() -> (problem: TextProblem, offset: Int)? {
        var offset = textStart
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x80 {
                if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
                    return (.forbiddenCharacter(Unicode.Scalar(byte)), offset)
                }
                if byte == 0x7F { return (.forbiddenCharacter(Unicode.Scalar(byte)), offset) }
                offset += 1
                continue
            }
            guard let scalar = multibyteScalar(at: offset) else {
                return (.invalidUTF8(byte: byte), offset)
            }
            if Self.isForbidden(scalar) { return (.forbiddenCharacter(scalar), offset) }
            offset += UTF8.width(scalar)
        }
        return nil
    }

    /// The scalar whose UTF-8 form of two to four bytes starts at `offset`; `nil` for a stray or
    /// missing continuation byte, an overlong form, a surrogate and values above U+10FFFF.
    private func multibyteScalar(at offset: Int) -> Unicode.Scalar? {
        let lead = bytes[offset]
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        guard offset + length <= bytes.count else { return nil }
        var value = UInt32(lead & (0x7F >> UInt8(length)))
        for continuation in bytes[(offset + 1)..<(offset + length)] {
            guard continuation & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(continuation & 0x3F)
        }
        guard let scalar = Unicode.Scalar(value), UTF8.width(scalar) == length else { return nil }
        return scalar
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}

extension Diagnostic {
    /// The diagnostic of a problem that `SourceFile.firstTextProblem()` found.
    static func unreadableText(_ problem: TextProblem, at mark: Mark) -> Self {
        switch problem {
        case .invalidUTF8(let byte):
            Self(
                "the file is not UTF-8: byte 0x\(hexadecimal(UInt32(byte), digits: 2))",
                at: Place(mark), label: "save the file as UTF-8")
        case .forbiddenCharacter(let scalar):
            Self(
                "the character U+\(hexadecimal(scalar.value, digits: 4)) is not allowed here",
                at: Place(mark), label: "remove this invisible character")
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
