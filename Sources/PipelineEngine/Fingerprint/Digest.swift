internal import Crypto
internal import FoundationEssentials

/// A SHA-256 digest.
package struct Digest: Hashable, Sendable {
    package static let byteCount = 32

    /// The digest's bytes, eight to a word, most significant first.
    private let words: SIMD4<UInt64>

    /// - Returns: `nil` unless there are 32 bytes.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let words = bytes.withContiguousStorageIfAvailable {
            unsafe Self.words(UnsafeRawBufferPointer($0))
        }
        self.words =
            if let words { words } else {
                unsafe Array(bytes).withUnsafeBytes { unsafe Self.words($0) }
            }
    }

    /// - Parameter bytes: 32 of them.
    private static func words(_ bytes: UnsafeRawBufferPointer) -> SIMD4<UInt64> {
        var words = SIMD4<UInt64>()
        for index in 0..<4 {
            words[index] = unsafe UInt64(
                bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        return words
    }

    /// Any part of a digest is as random as all of it.
    package func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }

    /// The digest of `content`.
    init(of content: some Collection<UInt8>) {
        var hasher = SHA256()
        let isContiguous: Void? = content.withContiguousStorageIfAvailable { buffer in
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        if isContiguous == nil { hasher.update(data: Array(content)) }
        self.init(hasher.finalize())
    }

    init(_ digest: SHA256Digest) {
        words = unsafe digest.withUnsafeBytes { unsafe Self.words($0) }
    }

    /// - Returns: `nil` unless `hex` is 64 hexadecimal digits.
    package init?(hex: String) {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * Self.byteCount, hex.utf8.count == digits.count else { return nil }
        self.init(
            bytes: stride(from: 0, to: digits.count, by: 2).map {
                UInt8(digits[$0] * 16 + digits[$0 + 1])
            })
    }

    var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            for index in 0..<4 {
                unsafe UnsafeMutableRawBufferPointer(buffer).storeBytes(
                    of: words[index].bigEndian, toByteOffset: 8 * index, as: UInt64.self)
            }
            count = Self.byteCount
        }
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String {
        unsafe String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
            for index in 0..<(2 * Self.byteCount) { unsafe buffer[index] = hexDigit(index) }
            return 2 * Self.byteCount
        }
    }

    /// One of the 64 digits, in ASCII.
    func hexDigit(_ index: Int) -> UInt8 {
        let word = words[index / 16] >> UInt64(60 - 4 * (index % 16))
        let value = UInt8(truncatingIfNeeded: word) & 15
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The first eight digits: what messages show.
    package var short: String { String(hex.prefix(8)) }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}

extension Digest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = Digest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected 64 hexadecimal digits")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
