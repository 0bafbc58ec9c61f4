/// What a folder artifact holds; its canonical bytes are an object of the store themselves.
///
/// Empty folders are not kept.
struct FolderListing: Hashable, Sendable {
    private static let heading = "nrc-pipe folder"
    private static let version = 1

    struct Entry: Hashable, Sendable {
        /// Relative to the folder, components separated by `/`.
        var path: String
        var isExecutable: Bool
        var size: Int64
        var digest: Digest
    }

    /// Sorted by the bytes of their paths.
    let entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries.sorted {
            Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8))
        }
    }

    /// Bytes of all files together.
    var size: Int64 { entries.reduce(0) { $0 + $1.size } }

    var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.encode(Self.heading)
        encoder.encode(Self.version)
        encoder.beginList(count: entries.count)
        for entry in entries {
            encoder.encode(entry.path)
            encoder.encode(entry.isExecutable)
            encoder.encode(Int(entry.size))
            encoder.encode(entry.digest)
        }
        return encoder.bytes
    }

    init(canonicalBytes: [UInt8]) throws(CanonicalDecodingError) {
        var decoder = CanonicalDecoder(canonicalBytes)
        guard try decoder.decodeText() == Self.heading else { throw .unknownVersion(0) }
        let version = try decoder.decodeInteger()
        guard version == Self.version else { throw .unknownVersion(version) }
        var entries: [Entry] = []
        for _ in 0..<(try decoder.decodeListCount()) {
            entries.append(
                Entry(
                    path: try decoder.decodeText(), isExecutable: try decoder.decodeBoolean(),
                    size: Int64(try decoder.decodeInteger()),
                    digest: try decoder.decodeDigest()))
        }
        guard decoder.isAtEnd else { throw .trailingBytes }
        self.entries = entries
    }
}
