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

    /// Writes a file of the store's as a file of its own that a reader may change, atomically.
    ///
    /// - Throws: `DamagedObject` when the store's bytes are not those of `digest` any more; what
    ///   was published before stays.
    func publishFile(_ digest: Digest, isExecutable: Bool, to path: String) throws {
        try FileTree.createParent(of: path)
        let folder = FileTree.parent(of: path) ?? "."
        let temporary = "\(folder)/.\(FileTree.name(of: path)).nrc-pipe-part"
        try FileTree.remove(temporary)
        try FileTransfer.duplicate(
            self.path(of: digest), to: temporary,
            mode: isExecutable ? Self.publishedProgramMode : Self.publishedFileMode)
        guard try FileHasher.hash(temporary).digest == digest else {
            try FileTree.remove(temporary)
            breakSeal(of: digest)
            throw DamagedObject(path: self.path(of: digest))
        }
        try FileTree.rename(temporary, to: path)
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
