/// Tells a web page by its first bytes.
enum WebPageText {
    private static let signatures = ["<!doctype html", "<html", "<head"]

    static func begins(_ bytes: [UInt8]) -> Bool {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let blank: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let rest = (bytes.starts(with: mark) ? bytes[3...] : bytes[...])
            .drop { blank.contains($0) }
        let text = String(decoding: rest.prefix(20), as: UTF8.self).lowercased()
        return signatures.contains { text.hasPrefix($0) }
    }
}
