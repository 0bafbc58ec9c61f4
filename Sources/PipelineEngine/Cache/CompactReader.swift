/// Reads what `CompactWriter` wrote. Whatever the bytes are, it reads no further than they go, and a
/// damaged count allocates nothing.
struct CompactReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func readNumber() throws(CompactReadingError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard position < bytes.count, shift < 64 else { throw .malformed }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    mutating func readInteger() throws(CompactReadingError) -> Int {
        Int(truncatingIfNeeded: try readNumber())
    }

    mutating func readBoolean() throws(CompactReadingError) -> Bool {
        switch try readByte() {
        case 0: return false
        case 1: return true
        default: throw .malformed
        }
    }

    mutating func readByte() throws(CompactReadingError) -> UInt8 {
        guard position < bytes.count else { throw .malformed }
        position += 1
        return bytes[position - 1]
    }

    mutating func readWord() throws(CompactReadingError) -> UInt64 {
        guard bytes.count - position >= 8 else { throw .malformed }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += 8
        return value
    }

    mutating func readDigest() throws(CompactReadingError) -> Digest {
        guard let digest = Digest(bytes: try take(Digest.byteCount)) else { throw .malformed }
        return digest
    }

    mutating func readText() throws(CompactReadingError) -> String {
        String(decoding: try take(try readCount(elementSize: 1)), as: UTF8.self)
    }

    mutating func readOptionalText() throws(CompactReadingError) -> String? {
        try readBoolean() ? try readText() : nil
    }

    mutating func readBytes() throws(CompactReadingError) -> [UInt8] {
        Array(try take(try readCount(elementSize: 1)))
    }

    mutating func readList<Element>(
        _ body: (inout CompactReader) throws(CompactReadingError) -> Element
    ) throws(CompactReadingError) -> [Element] {
        let count = try readCount(elementSize: 1)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    /// A count of elements that the rest of the bytes can hold.
    mutating func readCount(elementSize: Int) throws(CompactReadingError) -> Int {
        let count = try readNumber()
        guard count <= UInt64((bytes.count - position) / elementSize) else { throw .malformed }
        return Int(count)
    }

    private mutating func take(_ count: Int) throws(CompactReadingError) -> ArraySlice<UInt8> {
        guard bytes.count - position >= count else { throw .malformed }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}

enum CompactReadingError: Error, Hashable {
    case malformed
}
