/// A file that may be lost at any time: it saves work and nothing else.
///
/// It begins with what it is for and a digest of the rest. A file that is cut, changed, of another
/// layout or for another question counts as absent and is written anew.
struct CacheFile {
    /// Bumped with every change of what stands in such a file.
    private static let layout: UInt64 = 1
    private static let magic = Array("nrc-pipe cache\n".utf8)
    /// Of one folder; the ones that were written longest ago go first.
    private static let mostFiles = 32

    let folder: String
    /// What the content is the answer to.
    let key: Digest

    private var path: String { "\(folder)/\(key.hex)" }

    /// - Returns: `nil` where there is no such file or it cannot be trusted.
    func read() -> CompactReader? {
        guard let content = try? FileContent.read(path) else { return nil }
        let header = self.header
        let start = header.count + Digest.byteCount
        guard content.count >= start, content.starts(with: header),
            Digest(bytes: content[header.count..<start]) == Digest(of: content[start...])
        else { return nil }
        return CompactReader(content, from: start)
    }

    /// Writes the file where its folder's parent is; a reader sees the old one or all of the new.
    ///
    /// Nothing waits for the disk: what a power cut leaves of the file fails its digest.
    ///
    /// - Returns: whether it was written.
    @discardableResult
    func write(_ content: [UInt8]) -> Bool {
        guard canBeWritten else { return false }
        do {
            try FileTree.createFolder(folder)
            prune()
            try FileContent.replaceUnsynchronised(
                path, with: header + Digest(of: content).bytes + content)
            return true
        } catch {
            return false
        }
    }

    /// Whether the folder is there that caches are kept in.
    var canBeWritten: Bool {
        guard let parent = FileTree.parent(of: folder) else { return false }
        return (try? FileStatus.following(parent)).flatMap(\.self)?.kind == .folder
    }

    private var header: [UInt8] {
        var writer = CompactWriter()
        writer.writeWord(Self.layout)
        writer.write(key)
        return Self.magic + writer.bytes
    }

    private func prune() {
        guard let names = try? FileTree.names(in: folder), names.count >= Self.mostFiles else {
            return
        }
        let dated = names.compactMap { name in
            (try? FileStatus.ofLink(at: "\(folder)/\(name)")).flatMap { $0 }
                .map { (name, $0.identity.modifiedNanoseconds) }
        }
        for (name, _) in dated.sorted(by: { $0.1 < $1.1 }).prefix(names.count - Self.mostFiles + 1)
        {
            try? FileTree.remove("\(folder)/\(name)")
        }
    }
}
