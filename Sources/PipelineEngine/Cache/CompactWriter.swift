/// Writes the content of the engine's cache files: numbers in as few bytes as they need, texts and
/// lists behind their counts. `CompactReader` reads it back.
///
/// Unlike the canonical form it is made for speed and enters no fingerprint.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(_ value: Int) { write(UInt64(bitPattern: Int64(value))) }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: UInt8) { bytes.append(value) }

    /// Eight bytes, the lowest first.
    mutating func writeWord(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ value: Digest) { bytes += value.bytes }

    mutating func write(_ value: String) {
        write(value.utf8.count)
        bytes += value.utf8
    }

    mutating func write(_ value: String?) {
        write(value != nil)
        if let value { write(value) }
    }

    mutating func writeBytes(_ value: [UInt8]) {
        write(value.count)
        bytes += value
    }

    mutating func writeList<Element>(
        _ elements: [Element], _ body: (inout CompactWriter, Element) throws -> Void
    ) rethrows {
        write(elements.count)
        for element in elements { try body(&self, element) }
    }
}
