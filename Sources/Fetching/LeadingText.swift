/// The first characters of bytes that may be text.
enum LeadingText {
    private static let pageSignatures = ["<!doctype html", "<html", "<head"]

    /// In lower case, after a byte order mark and blanks.
    static func of(_ bytes: [UInt8]) -> String {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let blank: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let rest = (bytes.starts(with: mark) ? bytes[3...] : bytes[...])
            .drop { blank.contains($0) }
        return String(decoding: rest.prefix(20), as: UTF8.self).lowercased()
    }

    static func isWebPage(_ bytes: [UInt8]) -> Bool {
        let text = of(bytes)
        return pageSignatures.contains { text.hasPrefix($0) }
    }
}
