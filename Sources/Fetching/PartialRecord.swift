internal import FoundationEssentials

/// What is known about the bytes of an unfinished download; kept as JSON beside them.
struct PartialRecord: Codable, Hashable {
    /// For people: without credentials and query.
    var location: String
    /// The digest of the location's full text.
    var locationDigest: String
    var validator: Validator?
    /// The `ETag`, weak ones included.
    var entityTag: String?
    /// Bytes that the whole file will have.
    var size: Int?
    /// Which start of the machine wrote the bytes: what was not synced before a crash may be lost.
    var boot: String?
    /// Set when a file of unknown digest is complete: what it was kept as.
    var completedDigest: String?

    static func digest(of location: Location) -> String {
        var hash = ContentHash()
        hash.update(Array(location.identity.utf8))
        return hash.hex
    }

    /// The machine's present start, as Linux numbers them.
    static func currentBoot() -> String? {
        let path = "/proc/sys/kernel/random/boot_id"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return String(text.prefix { $0 != "\n" })
    }

    /// The record at a path; `nil` when there is none, or none that can be read.
    static func read(_ path: String) -> PartialRecord? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(PartialRecord.self, from: data)
    }

    func write(_ path: String) throws(DiskFault) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            fatalError("a record of texts and numbers cannot be encoded")
        }
        try DiskFolder.replace(path, with: Array(data) + [0x0a])
    }
}

/// What a server names a version of a file by, strong enough to put parts together (RFC 9110,
/// section 13.1.5).
struct Validator: Codable, Hashable {
    /// A strong `ETag` or a `Last-Modified`, as the server wrote it: the value of `If-Range`.
    var value: String

    /// Whether it is an `ETag`, not a date.
    var isEntityTag: Bool { value.hasPrefix("\"") }

    init?(_ head: ResponseHead) {
        if let tag = head["etag"], tag.hasPrefix("\"") {
            value = tag
        } else if let date = head["last-modified"], head.isLongUnmodified {
            value = date
        } else {
            return nil
        }
    }
}
