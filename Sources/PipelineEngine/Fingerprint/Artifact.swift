/// Content in the store.
package struct Artifact: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable, Codable {
        case file = 0
        /// A file whose owner may execute it.
        case executable = 1
        /// `digest` is that of the folder's canonical listing.
        case folder = 2
    }

    package var kind: Kind
    package var digest: Digest
    /// Bytes of the file; of all files together for a folder.
    package var size: Int64

    package init(kind: Kind, digest: Digest, size: Int64) {
        self.kind = kind
        self.digest = digest
        self.size = size
    }
}

/// What a stage made under one of its declared names.
package struct RecordedOutput: Hashable, Sendable {
    package var name: String
    package var artifact: Artifact

    package init(name: String, artifact: Artifact) {
        self.name = name
        self.artifact = artifact
    }
}
