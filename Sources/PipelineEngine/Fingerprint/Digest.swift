internal import Crypto
internal import FoundationEssentials

/// A SHA-256 digest.
package struct Digest: Hashable, Sendable {
    package static let byteCount = 32

    /// The digest's bytes, eight to a word, most significant first.
    private let words: SIMD4<UInt64>

    /// - Returns: `nil` unless there are 32 bytes.
    init?(bytes: some Sequence<UInt8>) {
        var words = SIMD4<UInt64>()
        var count = 0
        for byte in bytes {
            guard count < Self.byteCount else { return nil }
            words[count / 8] = words[count / 8] << 8 | UInt64(byte)
            count += 1
        }
        guard count == Self.byteCount else { return nil }
        self.words = words
    }

    /// The digest of `content`.
    init(of content: [UInt8]) {
        var hasher = SHA256()
        hasher.update(data: content)
        self.init(hasher.finalize())
    }

    init(_ digest: SHA256Digest) {
        var words = SIMD4<UInt64>()
        for (index, byte) in digest.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = words
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
        (0..<Self.byteCount).map { index in
            UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(56 - 8 * (index % 8)))
        }
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * Self.byteCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
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
