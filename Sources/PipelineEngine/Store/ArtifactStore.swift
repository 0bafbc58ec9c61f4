internal import Glibc

/// Content-addressed files: `<2 digits>/<62 digits>` of the SHA-256 of their bytes, read-only.
///
/// Each object carries one fixed modification time, its seal. Whoever writes to an object breaks
/// it, and the object is hashed again before it is served.
struct ArtifactStore: Sendable {
    /// 2000-01-01: archive formats that know no earlier years can hold it.
    static let seal: Int64 = 946_684_800_000_000_000
    static let objectMode: mode_t = 0o444

    let root: String
    /// Whether files of the store's file system can share blocks.
    let clonesFiles: Bool

    init(root: String, clonesFiles: Bool = false) {
        self.root = root
        self.clonesFiles = clonesFiles
    }

    func path(of digest: Digest) -> String {
        "\(root)/\(ObjectPath.text(of: digest))"
    }

    /// Shared for the moments in which somebody comes to need an object, held alone while objects
    /// are removed.
    var gatePath: String { "\(root)/lock" }

    /// Held alone by `gc` from beginning to end, and shared by whoever has to keep it away.
    var collectionPath: String { "\(root)/collection" }

    /// What those who use the store at the moment need.
    var leasesFolder: String { "\(root)/leases" }

    /// Where objects are whose removal goes on.
    var removedFolder: String { "\(root)/removed" }

    /// Where objects are that turned out to be damaged.
    var damagedFolder: String { "\(root)/damaged" }

    /// Where files are that are not objects yet; emptied when a run starts.
    var incomingFolder: String { "\(root)/incoming" }

    /// A path that no other attempt uses, on the store's file system.
    func newTemporaryPath() throws(FileError) -> String {
        try FileTree.createFolder(incomingFolder)
        return "\(incomingFolder)/\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
    }

    /// What keeps the artifact from being used; `nil` when it is whole.
    ///
    /// Looks at sizes and seals; bytes are read only where a seal is broken.
    ///
    /// - Parameter folder: the store's, opened, by whoever asks for many artifacts.
    func problem(of artifact: Artifact, in folder: OpenFile? = nil) -> ArtifactProblem? {
        guard artifact.kind == .folder else {
            var path = ObjectPath()
            if let folder,
                Self.isSealed(artifact.digest, size: artifact.size, in: folder, &path)
            {
                return nil
            }
            return problem(of: artifact.digest, size: artifact.size)
        }
        do {
            for entry in try listing(of: artifact.digest).entries {
                if let problem = problem(of: entry.digest, size: entry.size) { return problem }
            }
            return nil
        } catch let problem {
            return problem
        }
    }

    /// What keeps the object from being used, by its size and seal.
    func problem(of digest: Digest, size: Int64) -> ArtifactProblem? {
        let path = path(of: digest)
        do {
            guard let status = try FileStatus.ofLink(at: path) else { return .missing }
            guard status.kind == .file else { return .changed }
            guard status.identity.size == size else {
                return .wrongSize(expected: size, found: status.identity.size)
            }
            if Self.isSealed(status, size: size) { return nil }
            guard try FileHasher.hash(path).digest == digest else { return .changed }
            // Sealed again where that is allowed; else it is hashed again the next time.
            try? FileTree.setModified(path, nanoseconds: Self.seal)
            return nil
        } catch {
            return .unreadable("\(error)")
        }
    }

    /// The store's folder; `nil` where it can't be opened.
    var openedFolder: OpenFile? { try? OpenFile(root, flags: O_RDONLY | O_DIRECTORY) }

    /// Whether nobody has written to an object since it was stored, as far as `stat` tells.
    ///
    /// - Parameters:
    ///   - folder: the store's: the kernel finds a path sooner from where it begins.
    ///   - path: room for the object's, for any number of calls.
    static func isSealed(
        _ digest: Digest, size: Int64, in folder: OpenFile, _ path: inout ObjectPath
    ) -> Bool {
        path.set(digest)
        return FileStatus.ofLink(at: path.characters, below: folder).map {
            isSealed($0, size: size)
        } ?? false
    }

    /// Whether nobody has written to an object since it was stored, as far as `stat` tells.
    static func isSealed(_ status: FileStatus, size: Int64) -> Bool {
        status.kind == .file && status.identity.size == size
            && status.identity.modifiedNanoseconds == seal
    }

    /// The files of a folder artifact.
    func listing(of digest: Digest) throws(ArtifactProblem) -> FolderListing {
        let path = path(of: digest)
        let content: [UInt8]
        do {
            content = try FileContent.read(path)
        } catch {
            throw error.code == ENOENT ? .missing : .unreadable("\(error)")
        }
        guard Digest(of: content) == digest,
            let listing = try? FolderListing(canonicalBytes: content)
        else { throw .changed }
        return listing
    }
}

extension ArtifactProblem: Error {}
