/// The projects that share a store; what they need is kept when objects are removed.
struct StoreUsers {
    private let space: ProjectSpace

    private var folder: String { "\(space.storeFolder)/projects" }

    init(of space: ProjectSpace) { self.space = space }

    /// Enters this project, under a name that its root alone has.
    func register() throws(FileError) {
        let path = "\(folder)/\(Digest(of: Array(space.root.utf8)).hex)"
        guard try FileStatus.ofLink(at: path) == nil else { return }
        try FileTree.createFolder(folder)
        try FileContent.replace(path, with: Array(space.root.utf8))
    }

    /// The other projects that are still there; those that are gone are taken out.
    func others() throws(FileError) -> [ProjectSpace] {
        guard try FileStatus.following(folder) != nil else { return [] }
        var others: [ProjectSpace] = []
        for name in try FileTree.names(in: folder) {
            let root = String(decoding: try FileContent.read("\(folder)/\(name)"), as: UTF8.self)
            guard root != space.root else { continue }
            if let other = try? ProjectSpace(root: root, store: space.storeFolder) {
                others.append(other)
            } else {
                try FileTree.remove("\(folder)/\(name)")
            }
        }
        return others
    }
}
