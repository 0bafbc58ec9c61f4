internal import Crypto

/// A SHA-256 over bytes that come piece by piece.
struct ContentHash {
    private var state = SHA256()

    mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe state.update(bufferPointer: bytes)
    }

    /// The digest of all bytes so far: 64 lower-case hexadecimal digits.
    var hex: String {
        let digits = Array("0123456789abcdef")
        return String(state.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
