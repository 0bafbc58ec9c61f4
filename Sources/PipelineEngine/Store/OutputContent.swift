/// What a stage made under one of its outputs' names.
package enum OutputContent: Sendable {
    case bytes([UInt8], Digest)
    /// The stage would run.
    case notFresh
    /// It is there but can't be read as one file, and why.
    case unusable(String)
}

extension ArtifactStore {
    /// Larger files are not read into memory.
    private static let readingLimit: Int64 = 256 << 20

    /// The bytes of a file, proven to be those that were stored.
    func content(of artifact: Artifact) -> OutputContent {
        guard artifact.kind != .folder else { return .unusable("it is a folder") }
        guard artifact.size <= Self.readingLimit else {
            return .unusable("it has more than \(Self.readingLimit >> 20) MiB")
        }
        do throws(FileError) {
            let bytes = try FileContent.read(path(of: artifact.digest))
            guard Digest(of: bytes) == artifact.digest else {
                return .unusable("it \(ArtifactProblem.changed)")
            }
            return .bytes(bytes, artifact.digest)
        } catch {
            return .unusable("\(error)")
        }
    }
}
