internal import Synchronization

/// Looking at the bytes of objects, which sizes and seals say nothing of when a disk has spoilt
/// them.
extension ArtifactStore {
    /// Up to this size an artifact is hashed whole before a run first uses it.
    private static let wholeBytes: Int64 = 1 << 30

    /// The objects that an artifact consists of: for a folder its listing and what that lists.
    ///
    /// - Throws: what is wrong with the listing of a folder.
    func objects(of artifact: Artifact) throws(ArtifactProblem) -> [FreshStamp.SealedObject] {
        guard artifact.kind == .folder else {
            return [FreshStamp.SealedObject(digest: artifact.digest, size: artifact.size)]
        }
        let listing = try listing(of: artifact.digest)
        return [
            FreshStamp.SealedObject(
                digest: artifact.digest, size: Int64(listing.canonicalBytes.count))
        ] + listing.entries.map { FreshStamp.SealedObject(digest: $0.digest, size: $0.size) }
    }

    /// As `problem(of:)`, and hashes what the run has not hashed before: artifacts of up to a gigabyte
    /// always, of larger ones a share of their objects, so that a use costs about a second at most.
    ///
    /// Ends early, and finds nothing, where the task is cancelled.
    func sampledProblem(of artifact: Artifact, proven: ProvenObjects) -> ArtifactProblem? {
        if let problem = problem(of: artifact) { return problem }
        do {
            for object in try objects(of: artifact)
            where !proven.contains(object.digest)
                && (artifact.size <= Self.wholeBytes
                    || Int64.random(in: 0..<artifact.size) < Self.wholeBytes)
            {
                if Task.isCancelled { return nil }
                if let problem = self.proven(object.digest) { return problem }
                proven.insert(object.digest)
            }
            return nil
        } catch let problem {
            return problem
        }
    }

    /// Hashes the object; `nil` when its bytes are those of its name.
    func proven(_ digest: Digest) -> ArtifactProblem? {
        let path = path(of: digest)
        do {
            guard let status = try FileStatus.ofLink(at: path) else { return .missing }
            guard status.kind == .file else { return .changed }
            return try FileHasher.hash(path).digest == digest ? nil : .changed
        } catch {
            return .unreadable("\(error)")
        }
    }

    /// Moves objects of the artifact that are not what their names say out of the way, so that
    /// nobody takes them for what they were; they are kept for whoever wants to know why.
    ///
    /// - Returns: their new paths.
    func setAside(_ artifact: Artifact) throws -> [String] {
        var moved: [String] = []
        var digests = [artifact.digest]
        if let objects = try? objects(of: artifact) { digests = objects.map(\.digest) }
        for digest in digests {
            if let path = try setAside(digest) { moved.append(path) }
        }
        return moved
    }

    /// - Returns: `nil` for an object that is whole, or not there.
    func setAside(_ digest: Digest) throws -> String? {
        switch proven(digest) {
        case nil, .missing?: return nil
        case .wrongSize?, .changed?, .unreadable?: break
        }
        try FileTree.createFolder(damagedFolder)
        let suffix = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        let target = "\(damagedFolder)/\(digest.hex)-\(suffix)"
        try FileTree.rename(path(of: digest), to: target)
        return target
    }
}

/// Objects whose bytes a run has found to be those of their names. A disk that spoils one afterwards is
/// found by the next run.
final class ProvenObjects: Sendable {
    private let digests = Mutex<Set<Digest>>([])

    func contains(_ digest: Digest) -> Bool { digests.withLock { $0.contains(digest) } }

    func insert(_ digest: Digest) { _ = digests.withLock { $0.insert(digest) } }
}
