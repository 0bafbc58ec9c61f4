/// One file that is wanted, and what is known about it.
package struct Download: Hashable, Sendable {
    /// What messages call it; usually the file's name, from which a web page is told to be wanted.
    package let name: String
    /// Where it may be had, in the order of trying: mirrors first.
    package let locations: [Location]
    /// In bytes.
    package let size: Int?
    /// 64 lower-case hexadecimal digits.
    package let sha256: String?
    /// What the bytes must look like, where no digest tells.
    package let signature: FileSignature?

    /// - Precondition: `sha256` has 64 hexadecimal digits, and `size` is not negative.
    package init(
        name: String, locations: [Location], size: Int? = nil, sha256: String? = nil,
        signature: FileSignature? = nil
    ) {
        // The digest becomes a file name, so a wrong one must not get through release builds.
        guard sha256.map(ContentHash.isDigest) ?? true, (size ?? 0) >= 0 else {
            fatalError("the download '\(name)' has no valid digest or size")
        }
        var seen: Set<Location> = []
        self.name = name
        self.locations = locations.filter { seen.insert($0).inserted }
        self.size = size
        self.sha256 = sha256?.lowercased()
        self.signature = signature
    }

    /// Whether a web page would be the right answer.
    var wantsWebPage: Bool {
        let name = name.lowercased()
        return [".html", ".htm", ".xhtml"].contains { name.hasSuffix($0) }
    }

    /// Names the bytes on their way: the digest where one is known; else a hash over the name and
    /// the last location, which is the source itself, so that mirrors may come and go.
    var key: String {
        if let sha256 { return sha256 }
        var hash = ContentHash()
        hash.update(Array("\(name)\0\(locations.last?.identity ?? "")".utf8))
        return hash.hex
    }
}
