internal import Glibc

/// The files in which users of a store say what they need: a tag and a digest each time.
enum LeaseFile {
    /// A file's object, or the fingerprint of a stage.
    static let single: UInt8 = 1
    /// A folder's listing: what it lists is needed too.
    static let folder: UInt8 = 2
    private static let entryBytes = 1 + Digest.byteCount

    /// Makes one, locked. Only with the gate shared, so that nobody takes it for a dead one.
    static func create(in store: ArtifactStore) throws(FileError) -> OpenFile {
        try FileTree.createFolder(store.leasesFolder)
        let name = "\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
        let file = try OpenFile(
            "\(store.leasesFolder)/\(name)", flags: O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        guard KernelLock.take(file, LOCK_EX | LOCK_NB) else {
            throw FileError("lock", file.path, code: errno)
        }
        return file
    }

    /// What all leases together name, those of holders that have ended included. Folders'
    /// contents are part of it.
    static func needed(in store: ArtifactStore) throws(FileError) -> Set<Digest> {
        var needed: Set<Digest> = []
        var folders: Set<Digest> = []
        for path in try paths(in: store) {
            let content: [UInt8]
            do {
                content = try FileContent.read(path)
            } catch {
                // Where nobody removes anything, holders that end take their files away.
                if error.code == ENOENT { continue }
                throw error
            }
            for start in stride(from: 0, through: content.count - entryBytes, by: entryBytes) {
                let digest = Digest(bytes: Array(content[(start + 1)..<(start + entryBytes)]))
                guard let digest else { continue }
                needed.insert(digest)
                guard content[start] == folder, folders.insert(digest).inserted else { continue }
                let entries = (try? store.listing(of: digest))?.entries ?? []
                needed.formUnion(entries.map(\.digest))
            }
        }
        return needed
    }

    /// Whether somebody holds one.
    static func isHeld(in store: ArtifactStore) throws(FileError) -> Bool {
        try paths(in: store).contains { isHeld($0) }
    }

    /// Removes the files of holders that are gone. Only with the gate alone.
    static func removeDead(in store: ArtifactStore) throws(FileError) {
        for path in try paths(in: store) where !isHeld(path) { try FileTree.remove(path) }
    }

    /// Removes what killed users left, if nobody uses the store. Only with the gate alone.
    static func clearAway(_ store: ArtifactStore) {
        guard let absence = try? KernelLock(store.collectionPath, LOCK_SH | LOCK_NB) else { return }
        defer { withExtendedLifetime(absence) {} }
        try? removeDead(in: store)
        guard (try? isHeld(in: store)) == false else { return }
        try? FileTree.remove(store.incomingFolder)
        try? FileTree.remove(store.removedFolder)
    }

    private static func paths(in store: ArtifactStore) throws(FileError) -> [String] {
        try FileTree.namesIfPresent(in: store.leasesFolder).map { "\(store.leasesFolder)/\($0)" }
    }

    private static func isHeld(_ path: String) -> Bool {
        guard let file = try? OpenFile(path, flags: O_RDONLY) else { return false }
        guard KernelLock.take(file, LOCK_SH | LOCK_NB) else { return true }
        KernelLock.release(file)
        return false
    }
}
