internal import PipelineLanguage

/// What was read and what was missing while a pipeline was loaded: as long as all of that is the
/// same, so is the pipeline.
struct SourceTrail: Sendable {
    private struct File: Sendable {
        /// Relative to the project root.
        var path: String
        /// Without symbolic links: a link on the way could lead elsewhere by now.
        var resolved: String
        var entry: StatCache.Entry
    }

    private var files: [File] = []
    /// Relative to the project root.
    private var missing: [String] = []

    /// - Returns: `nil` when the files are no longer what was read.
    init?(of loaded: LoadedPipeline, in space: ProjectSpace) {
        var known: [String: Digest] = [:]
        for source in loaded.files {
            let digest = Digest(of: source.bytes)
            if let former = known[source.path] {
                guard former == digest else { return nil }
                continue
            }
            known[source.path] = digest
            let absolute = space.absolute(source.path)
            guard let resolved = FileTree.resolved(absolute),
                let hashed = try? FileHasher.hash(absolute), hashed.digest == digest
            else { return nil }
            files.append(
                File(path: source.path, resolved: resolved, entry: StatCache.Entry(hashed)))
        }
        missing = loaded.missingFiles
        guard missing.allSatisfy({ Self.isMissing($0, in: space) }) else { return nil }
    }

    /// Whether everything is as it was; a file whose times tell nothing is read again.
    func holds(in space: ProjectSpace) -> Bool {
        files.allSatisfy { file in
            let path = space.absolute(file.path)
            guard FileTree.resolved(path) == file.resolved else { return false }
            return file.entry.holdsOrHashesSame(at: path)
        } && missing.allSatisfy { Self.isMissing($0, in: space) }
    }

    private static func isMissing(_ path: String, in space: ProjectSpace) -> Bool {
        (try? FileStatus.ofLink(at: space.absolute(path))) == .some(nil)
    }

    func encode(into writer: inout CompactWriter) {
        writer.writeList(files) { writer, file in
            writer.write(file.path)
            writer.write(file.resolved)
            file.entry.encode(into: &writer)
        }
        writer.writeList(missing) { $0.write($1) }
    }

    init(from reader: inout CompactReader) throws(CompactReadingError) {
        files = try reader.readList { reader throws(CompactReadingError) in
            File(
                path: try reader.readText(), resolved: try reader.readText(),
                entry: try StatCache.Entry(from: &reader))
        }
        missing = try reader.readList { reader throws(CompactReadingError) in
            try reader.readText()
        }
    }
}

extension StatCache.Entry {
    init(_ hashed: HashedFile) {
        self.init(
            identity: hashed.status.identity, digest: hashed.digest,
            hashedAtNanoseconds: hashed.hashedAtNanoseconds)
    }

    /// Whether the file at `path` has these bytes, which are read only where `stat` does not say.
    func holdsOrHashesSame(at path: String) -> Bool {
        guard let status = try? FileStatus.following(path), status.kind == .file else {
            return false
        }
        if holds(for: status.identity) { return true }
        return (try? FileHasher.hash(path))?.digest == digest
    }

    func encode(into writer: inout CompactWriter) {
        writer.write(UInt64(bitPattern: identity.size))
        writer.writeWord(UInt64(bitPattern: identity.modifiedNanoseconds))
        writer.writeWord(UInt64(bitPattern: identity.changedNanoseconds))
        writer.write(identity.inode)
        writer.write(identity.device)
        writer.write(digest)
        writer.writeWord(UInt64(bitPattern: hashedAtNanoseconds))
    }

    init(from reader: inout CompactReader) throws(CompactReadingError) {
        let identity = FileIdentity(
            size: Int64(bitPattern: try reader.readNumber()),
            modifiedNanoseconds: Int64(bitPattern: try reader.readWord()),
            changedNanoseconds: Int64(bitPattern: try reader.readWord()),
            inode: try reader.readNumber(), device: try reader.readNumber())
        self.init(
            identity: identity, digest: try reader.readDigest(),
            hashedAtNanoseconds: Int64(bitPattern: try reader.readWord()))
    }
}
