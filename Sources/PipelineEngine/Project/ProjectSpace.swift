internal import Glibc

/// A project's root folder and the places below it that the engine owns.
package struct ProjectSpace: Hashable, Sendable {
    /// Absolute path without symbolic links.
    package let root: String
    /// Absolute path of the artifact store; several projects may share one.
    package let storeFolder: String

    /// The variable that names a store for several projects.
    package static let storeVariable = "NRC_PIPE_STORE"
    package static let stateFolderName = ".nrc-pipe"
    package static let pipelineFolderName = "pipelines"

    /// The root, from where the kernel finds many files sooner; `nil` where it can't be opened.
    var openedRoot: OpenFile? { try? OpenFile(root, flags: O_RDONLY | O_DIRECTORY) }

    package var stateFolder: String { "\(root)/\(Self.stateFolderName)" }
    /// Whether other projects may use the store as well.
    package var sharesStore: Bool { storeFolder != "\(stateFolder)/store" }
    package var logFolder: String { "\(stateFolder)/logs" }
    package var scratchFolder: String { "\(stateFolder)/scratch" }
    /// What stages keep from run to run without it being an artifact, such as half a download.
    package var cacheFolder: String { "\(stateFolder)/cache" }
    /// Pipelines as they were compiled last.
    var graphCacheFolder: String { "\(cacheFolder)/graphs" }
    /// What runs that found or left nothing to do rest on.
    var freshStampFolder: String { Self.freshStampFolder(beside: databasePath) }

    static func freshStampFolder(beside database: String) -> String {
        "\(FileTree.parent(of: database) ?? ".")/cache/fresh"
    }

    /// What a stage would go on from after an interruption.
    func checkpointFolder(of fingerprint: Digest) -> String {
        "\(cacheFolder)/checkpoints/\(fingerprint.hex)"
    }

    /// The fingerprints, in hexadecimal, of stages that were interrupted and would go on.
    var checkpointedStages: Set<String> {
        Set((try? FileTree.names(in: "\(cacheFolder)/checkpoints")) ?? [])
    }

    /// What is done, or is to be done all over, needs no checkpoint.
    func forgetCheckpoint(of fingerprint: Digest) {
        try? FileTree.remove(checkpointFolder(of: fingerprint))
    }

    package var runFolder: String { "\(stateFolder)/runs" }
    package var databasePath: String { "\(stateFolder)/state.sqlite" }
    package var lockPath: String { "\(stateFolder)/lock" }

    /// The project in `root` itself, whatever the folder holds.
    ///
    /// - Parameter store: an absolute path; the project has a store of its own by default.
    package init(root: String, store: String? = nil) throws(ProjectSpaceError) {
        guard let resolved = FileTree.resolved(root),
            (try? FileStatus.following(resolved))?.kind == .folder
        else { throw .noSuchFolder(root) }
        self.root = resolved
        guard let store, !store.isEmpty else {
            storeFolder = "\(resolved)/\(Self.stateFolderName)/store"
            return
        }
        guard store.hasPrefix("/") else { throw .relativeStore(store) }
        storeFolder = FileTree.resolved(store) ?? store
    }

    /// The nearest folder, from `folder` upwards, with pipelines or an engine's state in it.
    package static func find(
        from folder: String, store: String? = nil
    ) throws(ProjectSpaceError) -> ProjectSpace {
        let start = try ProjectSpace(root: folder)
        var candidate = start.root
        while true {
            if isProject(candidate) { return try ProjectSpace(root: candidate, store: store) }
            guard candidate != "/", let parent = FileTree.parent(of: candidate) else {
                throw .notFound(from: start.root)
            }
            candidate = parent
        }
    }

    private static func isProject(_ folder: String) -> Bool {
        let state = try? FileStatus.following("\(folder)/\(stateFolderName)")
        if state?.kind == .folder { return true }
        return !((try? pipelineFiles(of: folder)) ?? []).isEmpty
    }

    /// The YAML files directly in `pipelines/`, relative to the root, sorted; included ones belong
    /// into folders below it.
    package func pipelineFiles() throws(FileError) -> [String] {
        try Self.pipelineFiles(of: root)
    }

    /// The YAML files in `pipelines/` and the folders below it, relative to the root, sorted.
    package func allPipelineFiles() throws(FileError) -> [String] {
        var found: [String] = []
        var pending = [Self.pipelineFolderName]
        while let folder = pending.popLast() {
            for name in try FileTree.namesIfPresent(in: absolute(folder)) {
                let path = "\(folder)/\(name)"
                if try FileStatus.ofLink(at: absolute(path))?.kind == .folder {
                    pending.append(path)
                } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                    found.append(path)
                }
            }
        }
        return found.sorted()
    }

    private static func pipelineFiles(of root: String) throws(FileError) -> [String] {
        try FileTree.names(in: "\(root)/\(pipelineFolderName)")
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            .sorted()
            .map { "\(pipelineFolderName)/\($0)" }
    }

    /// Bytes that may still be written on the disk of the project; `nil` when it does not say.
    package var freeBytes: Int? {
        var status = statvfs()
        guard unsafe statvfs(root, &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// Creates the engine's folders where they are missing, hidden from git.
    func prepare() throws(FileError) {
        for folder in [storeFolder, logFolder, scratchFolder, runFolder, cacheFolder] {
            if try FileStatus.following(folder)?.kind != .folder {
                try FileTree.createFolder(folder)
            }
        }
        if sharesStore { try StoreUsers(of: self).register() }
        let ignore = "\(stateFolder)/.gitignore"
        if try FileStatus.ofLink(at: ignore) == nil {
            try FileContent.replace(ignore, with: Array("*\n".utf8))
        }
    }

    /// Where the logs of one pipeline's stages under one profile are, a folder for each run.
    func logFolder(pipeline: String, profile: String) -> String {
        "\(logFolder)/\(pipeline)/\(profile)"
    }

    /// An absolute path for one that is relative to the root.
    func absolute(_ path: String) -> String { "\(root)/\(path)" }
}

package enum ProjectSpaceError: Error, Hashable {
    case noSuchFolder(String)
    case notFound(from: String)
    case relativeStore(String)
}

extension ProjectSpaceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchFolder(let path): "there is no folder '\(path)'"
        case .relativeStore(let path):
            """
            \(ProjectSpace.storeVariable) is '\(path)': expected an absolute path, so that it is \
            the same store in every folder
            """
        case .notFound(let folder):
            """
            no project in '\(folder)' or above it: a project is a folder with a 'pipelines' \
            folder that holds .yaml files; name it with -C
            """
        }
    }
}
