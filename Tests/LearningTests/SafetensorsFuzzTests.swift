import TestSupport
import Testing

@testable import Learning

@Suite struct SafetensorsFuzzTests {
    private static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "-1", "1e9", "9223372036854775807",
        "18446744073709551616", "F32", "data_offsets", "shape", "dtype", "__metadata__", "[[[[[[[[",
    ]

    /// As the file's reader does it: the length, then the header, checked against what follows.
    private static func isRead(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8 else { return false }
        let announced = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard announced <= UInt64(bytes.count - 8) else { return false }
        let end = 8 + Int(announced)
        let header = try? SafetensorsHeader(
            parsing: Array(bytes[8..<end]), dataLength: bytes.count - end, file: "x.safetensors")
        return header != nil
    }

    @Test("damaged safetensors headers crash nothing and take no time")
    func damaged() throws {
        let inputs = try FuzzInputs(
            corpus: "safetensors", words: Self.words, count: FuzzInputs.count(short: 20000))
        var tally = FuzzTally()
        for bytes in inputs {
            tally.note { Self.isRead(bytes) }
        }
        print(tally.summary(of: "safetensors header"))
        // Both ways through the reader were taken, and no input held it up.
        #expect(tally.refused > 0 && tally.refused < tally.inputs)
        #expect(tally.slowest < .seconds(10))
    }
}
