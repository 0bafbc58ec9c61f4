/// SHA-256 digests as manifests and pins write them.
enum Digest {
    static let expectation = "64 lower-case hexadecimal digits"

    static func isValid(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
