/// Text from outside, such as a label's value, as a part of a file's name.
enum FileNameText {
    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._=+-".utf8)

    /// Percent-encodes each byte outside `A–Z a–z 0–9 . _ = + -`, and a leading dot. Different texts
    /// stay different, since `%` is encoded itself.
    static func encoded(_ text: String) -> String {
        text.utf8.enumerated().map { index, byte in
            let isPlain = plain.contains(byte) && !(index == 0 && byte == UInt8(ascii: "."))
            return isPlain ? String(UnicodeScalar(byte)) : percentEncoded(byte)
        }
        .joined()
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}
