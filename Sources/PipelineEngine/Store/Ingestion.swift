internal import Glibc

extension ArtifactStore {
    /// Takes the file at `path`, which is gone from there afterwards.
    ///
    /// Nothing else may have the file open for writing.
    func ingestFile(_ path: String) throws -> Artifact {
        let status = try FileStatus.ofLink(at: path)
        guard let status, status.kind == .file else { throw IngestionError.notAFile(path) }
        let hashed = try FileHasher.hash(path)
        let size = hashed.status.identity.size
        try place(path, as: hashed.digest, size: size)
        return Artifact(
            kind: status.isExecutable ? .executable : .file, digest: hashed.digest, size: size)
    }

    /// Takes all files below `path`; the folder's listing becomes an object too.
    ///
    /// - Throws: `IngestionError` for links, devices and names that are not UTF-8.
    func ingestFolder(_ path: String) throws -> Artifact {
        guard try FileStatus.ofLink(at: path)?.kind == .folder else {
            throw IngestionError.notAFolder(path)
        }
        var files: [String] = []
        try collect(below: path, prefix: "", into: &files)
        var entries: [FolderListing.Entry] = []
        for file in files {
            let artifact = try ingestFile("\(path)/\(file)")
            entries.append(
                FolderListing.Entry(
                    path: file, isExecutable: artifact.kind == .executable, size: artifact.size,
                    digest: artifact.digest))
        }
        let listing = FolderListing(entries)
        let temporary = "\(path).listing"
        let content = listing.canonicalBytes
        try FileTree.remove(temporary)
        try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL).write(content)
        let digest = Digest(of: content)
        try place(temporary, as: digest, size: Int64(content.count))
        return Artifact(kind: .folder, digest: digest, size: listing.size)
    }

    /// Everything is looked at before anything is moved.
    private func collect(
        below folder: String, prefix: String, into files: inout [String]
    ) throws {
        for name in try FileTree.names(in: folder) {
            let path = "\(folder)/\(name)"
            guard !name.unicodeScalars.contains("\u{FFFD}") else {
                throw IngestionError.nameIsNotText(path)
            }
            switch try FileStatus.ofLink(at: path)?.kind {
            case .file: files.append(prefix + name)
            case .folder: try collect(below: path, prefix: "\(prefix)\(name)/", into: &files)
            case .symbolicLink: throw IngestionError.isALink(path)
            case .other, nil: throw IngestionError.notAFile(path)
            }
        }
    }

    /// Makes the file at `source` the object `digest`: on the disk before its name is.
    private func place(_ source: String, as digest: Digest, size: Int64) throws(FileError) {
        let target = path(of: digest)
        if isWhole(target, size: size) {
            try FileTree.remove(source)
            return
        }
        try FileTree.createParent(of: target)
        let file = try ownFile(source, beside: target)
        try FileTree.setMode(file, Self.objectMode)
        try FileTree.setModified(file, nanoseconds: Self.seal)
        try OpenFile(file, flags: O_RDONLY).synchronise()
        try FileTree.rename(file, to: target)
        try FileTree.synchroniseFolder(of: target)
        if file != source { try FileTree.remove(source) }
    }

    private func isWhole(_ path: String, size: Int64) -> Bool {
        guard let status = try? FileStatus.ofLink(at: path), status.kind == .file else {
            return false
        }
        return status.identity.size == size
            && status.identity.modifiedNanoseconds == Self.seal
    }

    /// A file under one name only, on the store's file system.
    ///
    /// Another name of the same file would let a later writer reach into the store.
    private func ownFile(_ source: String, beside target: String) throws(FileError) -> String {
        if Self.hasOneName(source), Self.shareFileSystem(source, root) { return source }
        let copy = "\(target).\(getpid()).part"
        try FileTree.remove(copy)
        try FileTransfer.duplicate(source, to: copy, mode: 0o600)
        return copy
    }

    private static func hasOneName(_ path: String) -> Bool {
        var record = stat()
        return unsafe lstat(path, &record) == 0 && record.st_nlink == 1
    }

    private static func shareFileSystem(_ left: String, _ right: String) -> Bool {
        guard let first = try? FileStatus.ofLink(at: left),
            let second = try? FileStatus.following(right)
        else { return false }
        return first.identity.device == second.identity.device
    }
}

/// An output that cannot be kept as an artifact.
enum IngestionError: Error, Hashable {
    case notAFile(String)
    case notAFolder(String)
    case isALink(String)
    case nameIsNotText(String)
}

extension IngestionError: CustomStringConvertible {
    var description: String { description(relativeTo: "") }

    /// - Parameter folder: left out of the paths.
    func description(relativeTo folder: String) -> String {
        func name(_ path: String) -> String {
            path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : path
        }
        return switch self {
        case .notAFile(let path): "'\(name(path))' is not a regular file"
        case .notAFolder(let path): "'\(name(path))' is not a folder"
        case .isALink(let path):
            "'\(name(path))' is a symbolic link; outputs hold files and folders only"
        case .nameIsNotText(let path): "the name of '\(name(path))' is not UTF-8"
        }
    }
}
