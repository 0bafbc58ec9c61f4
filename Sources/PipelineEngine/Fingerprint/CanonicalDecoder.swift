/// Reads what `CanonicalEncoder` wrote.
struct CanonicalDecoder {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func decodeBoolean() throws(CanonicalDecodingError) -> Bool {
        switch try tag() {
        case .yes: return true
        case .no: return false
        default: throw .unexpectedTag(offset: position - 1)
        }
    }

    mutating func decodeInteger() throws(CanonicalDecodingError) -> Int {
        try expect(.integer)
        return Int(truncatingIfNeeded: try word())
    }

    mutating func decodeReal() throws(CanonicalDecodingError) -> Double {
        try expect(.real)
        return Double(bitPattern: try word())
    }

    mutating func decodeText() throws(CanonicalDecodingError) -> String {
        try expect(.text)
        let content = try take(try count(elementSize: 1))
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .invalidText(offset: position)
        }
        return text
    }

    mutating func decodeOptionalText() throws(CanonicalDecodingError) -> String? {
        if peek() == .nothing {
            position += 1
            return nil
        }
        return try decodeText()
    }

    mutating func decodeDigest() throws(CanonicalDecodingError) -> Digest {
        try expect(.digest)
        guard let digest = Digest(bytes: try take(Digest.byteCount)) else {
            throw .endsEarly(offset: position)
        }
        return digest
    }

    /// - Returns: the number of elements that follow.
    mutating func decodeListCount() throws(CanonicalDecodingError) -> Int {
        try expect(.list)
        return try count(elementSize: 1)
    }

    mutating func decodeMappingCount() throws(CanonicalDecodingError) -> Int {
        try expect(.mapping)
        return try count(elementSize: 2)
    }

    /// The tag of the next value, which stays unread.
    func peek() -> CanonicalEncoder.Tag? {
        position < bytes.count ? CanonicalEncoder.Tag(rawValue: bytes[position]) : nil
    }

    private mutating func tag() throws(CanonicalDecodingError) -> CanonicalEncoder.Tag {
        guard position < bytes.count else { throw .endsEarly(offset: position) }
        position += 1
        guard let tag = CanonicalEncoder.Tag(rawValue: bytes[position - 1]) else {
            throw .unexpectedTag(offset: position - 1)
        }
        return tag
    }

    private mutating func expect(
        _ expected: CanonicalEncoder.Tag
    ) throws(CanonicalDecodingError) {
        guard try tag() == expected else { throw .unexpectedTag(offset: position - 1) }
    }

    private mutating func word() throws(CanonicalDecodingError) -> UInt64 {
        try take(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A count that the rest of the bytes can hold, so that a damaged one allocates nothing.
    private mutating func count(elementSize: Int) throws(CanonicalDecodingError) -> Int {
        let count = try word()
        guard count <= UInt64((bytes.count - position) / elementSize) else {
            throw .endsEarly(offset: position)
        }
        return Int(count)
    }

    private mutating func take(_ count: Int) throws(CanonicalDecodingError) -> ArraySlice<UInt8> {
        guard bytes.count - position >= count else { throw .endsEarly(offset: position) }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}

enum CanonicalDecodingError: Error, Hashable {
    case endsEarly(offset: Int)
    case unexpectedTag(offset: Int)
    case invalidText(offset: Int)
    case unknownVersion(Int)
    case unknownValue(Int)
    case nestedTooDeeply
    case trailingBytes
}
