internal import Glibc

extension ArtifactStore {
    /// Takes an output that a stage was to make in `folder`, under `name`.
    ///
    /// - Parameter lease: in which it is entered.
    /// - Throws: `IngestionError.isALink` when the stage made a link of a folder on the way: what
    ///   lies behind it belongs to somebody else.
    func ingest(
        _ name: String, of folder: String, kind: FileStatus.Kind, under lease: StoreLease
    ) throws -> Artifact {
        var path = folder
        for component in name.split(separator: "/") {
            switch try FileStatus.ofLink(at: path)?.kind {
            case .folder: path += "/\(component)"
            case .symbolicLink: throw IngestionError.isALink(path)
            case .file, .other, nil: throw IngestionError.notAFolder(path)
            }
        }
        return kind == .folder
            ? try ingestFolder(path, under: lease) : try ingestFile(path, under: lease)
    }

    /// Takes the file at `path`, which is gone from there afterwards.
    ///
    /// Nothing else may have the file open for writing.
    func ingestFile(_ path: String, under lease: StoreLease) throws -> Artifact {
        let status = try FileStatus.ofLink(at: path)
        guard let status, status.kind == .file else { throw IngestionError.notAFile(path) }
        let hashed = try FileHasher.hash(path)
        try place(path, as: hashed.digest, under: lease)
        return Artifact(
            kind: status.isExecutable ? .executable : .file, digest: hashed.digest,
            size: hashed.status.identity.size)
    }

    /// Takes all files below `path`; the folder's listing becomes an object too.
    ///
    /// - Throws: `IngestionError` for links, devices and names that are not UTF-8.
    func ingestFolder(_ path: String, under lease: StoreLease) throws -> Artifact {
        guard try FileStatus.ofLink(at: path)?.kind == .folder else {
            throw IngestionError.notAFolder(path)
        }
        var files: [String] = []
        try collect(below: path, prefix: "", into: &files)
        var entries: [FolderListing.Entry] = []
        for file in files {
            let artifact = try ingestFile("\(path)/\(file)", under: lease)
            entries.append(
                FolderListing.Entry(
                    path: file, isExecutable: artifact.kind == .executable, size: artifact.size,
                    digest: artifact.digest))
        }
        let listing = FolderListing(entries)
        let content = listing.canonicalBytes
        let digest = Digest(of: content)
        let temporary = try newTemporaryPath()
        do {
            try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL).write(content)
            try place(temporary, as: digest, under: lease)
        } catch {
            try? FileTree.remove(temporary)
            throw error
        }
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

    /// Makes the file at `source` the object `digest`; on the disk it is only once the store is
    /// synchronised, which has to come before any record of it.
    ///
    /// An object that is there already gives way: these bytes were hashed just now, while a disk
    /// or a command may have spoilt those.
    private func place(
        _ source: String, as digest: Digest, under lease: StoreLease
    ) throws(FileError) {
        let target = path(of: digest)
        try FileTree.createParent(of: target)
        let file = try ownFile(source)
        do throws(FileError) {
            try FileTree.setMode(file, Self.objectMode)
            try FileTree.setModified(file, nanoseconds: Self.seal)
            if let former = try FileStatus.ofLink(at: target) {
                // There may be a record of it already.
                try OpenFile(file, flags: O_RDONLY).synchronise()
                if former.kind == .folder { try clearFolder(at: target) }
            }
            var problem: FileError?
            try lease.protect { entries in
                entries.add(digest)
                do throws(FileError) {
                    try FileTree.rename(file, to: target)
                } catch {
                    problem = error
                }
            }
            if let problem { throw problem }
        } catch {
            if file != source { try? FileTree.remove(file) }
            throw error
        }
        if file != source { try FileTree.remove(source) }
    }

    /// Sets a folder aside that lies where an object belongs; no file could be renamed over it.
    private func clearFolder(at target: String) throws(FileError) {
        let aside = try newTemporaryPath()
        try FileTree.rename(target, to: aside)
        // What cannot be removed now is removed when the next run starts.
        try? FileTree.remove(aside)
    }

    /// A file under one name only, on the store's file system.
    ///
    /// Another name of the same file would let a later writer reach into the store.
    private func ownFile(_ source: String) throws(FileError) -> String {
        if Self.hasOneName(source), Self.shareFileSystem(source, root) { return source }
        let copy = try newTemporaryPath()
        do {
            try FileTransfer.duplicate(source, to: copy, mode: 0o600)
        } catch {
            try? FileTree.remove(copy)
            throw error
        }
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
