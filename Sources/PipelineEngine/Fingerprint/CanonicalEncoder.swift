/// Writes values so that different values never give the same bytes: every value starts with the
/// tag of its type, texts and lists carry their length, numbers are big-endian.
///
///     0  nothing          I  Int64                R  bit pattern of a Double
///     T  text             F, Y  false, true       L  list: count, elements
///     M  mapping: count, key and value in turns   D  digest (32 bytes)
struct CanonicalEncoder {
    enum Tag: UInt8 {
        case nothing = 0x30
        case digest = 0x44
        case no = 0x46
        case integer = 0x49
        case list = 0x4C
        case mapping = 0x4D
        case real = 0x52
        case text = 0x54
        case yes = 0x59
    }

    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(512) }

    mutating func encodeNothing() { append(.nothing) }

    mutating func encode(_ value: Bool) { append(value ? .yes : .no) }

    mutating func encode(_ value: Int) {
        append(.integer)
        append(UInt64(bitPattern: Int64(value)))
    }

    /// −0 is written as 0: no kind tells them apart, and neither does a reader.
    mutating func encode(_ value: Double) {
        append(.real)
        append((value == 0 ? 0 : value).bitPattern)
    }

    mutating func encode(_ value: String) {
        append(.text)
        var text = value
        text.withUTF8 { utf8 in
            append(UInt64(utf8.count))
            unsafe bytes.append(contentsOf: utf8)
        }
    }

    mutating func encode(_ value: String?) {
        if let value { encode(value) } else { encodeNothing() }
    }

    mutating func encode(_ value: Digest) {
        append(.digest)
        bytes += value.bytes
    }

    mutating func beginList(count: Int) {
        append(.list)
        append(UInt64(count))
    }

    mutating func beginMapping(count: Int) {
        append(.mapping)
        append(UInt64(count))
    }

    private mutating func append(_ tag: Tag) { bytes.append(tag.rawValue) }

    private mutating func append(_ word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
