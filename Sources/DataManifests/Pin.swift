/// What a file without a published checksum was when it was first downloaded.
package struct Pin: Codable, Hashable, Sendable {
    /// 64 lower-case hexadecimal digits.
    package let sha256: String
    /// In bytes, at least 1.
    package let size: Int
    /// Where it came from, in printable ASCII.
    package let from: String

    /// - Parameter from: a URL; other bytes than printable ASCII are written as `%XX`.
    package init(sha256: String, size: Int, from: String) {
        precondition(Digest.isValid(sha256), "no SHA-256 digest")
        precondition(size >= 1, "an empty file can't be data")
        self.sha256 = sha256
        self.size = size
        self.from = Self.printable(from)
    }

    /// Whether both stand for the same bytes, wherever they came from.
    package func agrees(with other: Pin) -> Bool { sha256 == other.sha256 && size == other.size }

    private static func printable(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if (0x21..<0x7F).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}

extension Pin: CustomStringConvertible {
    package var description: String { "sha256 \(sha256), \(size) bytes, from \(from)" }
}
