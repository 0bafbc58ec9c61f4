import Crypto
import TestSupport

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
