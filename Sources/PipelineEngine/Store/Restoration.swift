internal import Glibc

extension ArtifactStore {
    private static let readOnlyProgramMode: mode_t = 0o555
    private static let publishedFileMode: mode_t = 0o644
    private static let publishedProgramMode: mode_t = 0o755

    /// Whether the file system below `folder` can share blocks between files; tried out there.
    static func clonesFiles(in folder: String) -> Bool {
        let probe = "\(folder)/clone-probe.\(getpid())"
        defer {
            try? FileTree.remove(probe)
            try? FileTree.remove("\(probe).clone")
        }
        guard (try? OpenFile(probe, flags: O_WRONLY | O_CREAT | O_TRUNC).write([0])) != nil,
            let cloned = try? FileTransfer.reflink(probe, to: "\(probe).clone", mode: 0o600)
        else { return false }
        return cloned
    }

    /// Makes the artifact appear, read-only, under `path`, which must not exist yet.
    func restore(_ artifact: Artifact, to path: String) throws {
        switch artifact.kind {
        case .file: try link(artifact.digest, to: path)
        case .executable:
            try FileTransfer.duplicate(
                self.path(of: artifact.digest), to: path, mode: Self.readOnlyProgramMode)
        case .folder:
            try FileTree.createFolder(path)
            for entry in try listing(of: artifact.digest).entries {
                let target = "\(path)/\(entry.path)"
                try FileTree.createParent(of: target)
                try restore(
                    Artifact(
                        kind: entry.isExecutable ? .executable : .file, digest: entry.digest,
                        size: entry.size),
                    to: target)
            }
        }
    }

    /// A copy of one of the store's files beside the place that it is to have.
    struct Draft {
        fileprivate let temporary: String
        fileprivate let path: String

        /// Gives the copy its place, in one step.
        func publish() throws { try FileTree.rename(temporary, to: path) }

        func discard() { try? FileTree.remove(temporary) }
    }

    /// Writes a file of the store's as a file of its own that a reader may change.
    ///
    /// - Throws: `DamagedObject` when the store's bytes are not those of `digest` any more;
    ///   `FileError`. Then nothing is left of it.
    func draft(_ digest: Digest, isExecutable: Bool, to path: String) throws -> Draft {
        try FileTree.createParent(of: path)
        let folder = FileTree.parent(of: path) ?? "."
        let draft = Draft(
            temporary: "\(folder)/.\(FileTree.name(of: path)).nrc-pipe-part", path: path)
        do {
            try FileTree.remove(draft.temporary)
            try FileTransfer.duplicate(
                self.path(of: digest), to: draft.temporary,
                mode: isExecutable ? Self.publishedProgramMode : Self.publishedFileMode)
            guard try FileHasher.hash(draft.temporary).digest == digest else {
                breakSeal(of: digest)
                throw DamagedObject(path: self.path(of: digest))
            }
        } catch {
            draft.discard()
            throw error
        }
        return draft
    }

    /// From now on the object is hashed before it is served, so that its stage runs again.
    private func breakSeal(of digest: Digest) {
        try? FileTree.setModified(path(of: digest), nanoseconds: Clock.wallNanoseconds())
    }

    private func link(_ digest: Digest, to path: String) throws(FileError) {
        let source = self.path(of: digest)
        if clonesFiles,
            try FileTransfer.reflink(source, to: path, mode: Self.objectMode)
        {
            return
        }
        if FileTransfer.hardLink(source, to: path) { return }
        try FileTransfer.duplicate(source, to: path, mode: Self.objectMode)
    }
}

/// The bytes of a file in the store have changed although nothing else about it has.
struct DamagedObject: Error, Hashable {
    var path: String
}

extension DamagedObject: CustomStringConvertible {
    var description: String {
        "cannot publish: '\(path)' in the store is damaged; run again to make it anew"
    }
}
