import Crypto

/// Bytes that look random, with their digest.
struct SampleFile {
    let bytes: [UInt8]

    init(size: Int, seed: UInt64 = 1) {
        var generator = SplitMix(state: seed)
        bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { bytes = Array(text.utf8) }

    var sha256: String {
        SHA256.hash(data: bytes).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }
}

/// The generator SplitMix64, so that a failing sequence can be had again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
