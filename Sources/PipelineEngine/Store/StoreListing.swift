/// What lies in a store, as its names and sizes tell.
struct StoreListing: Sendable {
    struct Object: Hashable, Sendable {
        var digest: Digest
        var size: Int64
        /// When it was made or last linked into a stage's folder.
        var usedAtNanoseconds: Int64
    }

    /// Sorted by digest.
    private(set) var objects: [Object] = []

    init(of store: ArtifactStore) throws(FileError) {
        guard try FileStatus.following(store.root) != nil else { return }
        for folder in try FileTree.names(in: store.root) where folder.utf8.count == 2 {
            for name in try FileTree.names(in: "\(store.root)/\(folder)") {
                guard let digest = Digest(hex: folder + name),
                    let status = try FileStatus.ofLink(at: store.path(of: digest)),
                    status.kind == .file
                else { continue }
                objects.append(
                    Object(
                        digest: digest, size: status.identity.size,
                        usedAtNanoseconds: status.identity.changedNanoseconds))
            }
        }
    }

    var bytes: Int64 { objects.reduce(0) { $0 + $1.size } }
}
