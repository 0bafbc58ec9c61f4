internal import Glibc
internal import ProcessControl

extension ArtifactStore {
    /// From here on the whole file system is cheaper than one file after the other: each waits for the
    /// disk twice, for its bytes and for its name.
    private static let mostSingleFiles = 2

    /// Forces artifacts to the disk, with their names.
    func synchronise(_ artifacts: [Artifact]) throws(FileError) {
        let isFew =
            artifacts.count <= Self.mostSingleFiles
            && !artifacts.contains { $0.kind == .folder }
        guard isFew else {
            let folder = try OpenFile(root, flags: O_RDONLY | O_DIRECTORY)
            let code = nrc_synchronise_file_system(folder.descriptor)
            guard code == 0 else { throw FileError("sync", root, code: code) }
            return
        }
        for artifact in artifacts {
            let path = path(of: artifact.digest)
            try OpenFile(path, flags: O_RDONLY).synchronise()
            try FileTree.synchroniseFolder(of: path)
        }
    }
}
