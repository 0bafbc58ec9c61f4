internal import PipelineLanguage

/// Puts what figures show below `results/<profile>/`.
///
/// Files there are the reader's own copies: they are written only when their bytes differ, and
/// what a figure no longer publishes is removed unless someone has changed it.
struct Publisher {
    private let space: ProjectSpace
    private let graph: StageGraph
    private let store: ArtifactStore
    /// What a stage has made under an output's name; `nil` when it is not fresh.
    private let artifact: (StageID, String) -> Artifact?
    private var cache: StatCache

    struct Outcome {
        /// Relative to the project root.
        var written: [String] = []
        var removed: [String] = []
        var cache: StatCache
    }

    private struct File {
        var path: String
        var publication: String
        var digest: Digest
        var isExecutable: Bool
    }

    /// - Throws: `PublicationError` for a results folder that leads out of the project.
    static func publish(
        figures: [Int], graph: StageGraph, in space: ProjectSpace, store: ArtifactStore,
        database: StateDatabase, cache: StatCache, artifact: (StageID, String) -> Artifact?
    ) throws -> Outcome {
        try withoutActuallyEscaping(artifact) { artifact in
            var publisher = Publisher(
                space: space, graph: graph, store: store, artifact: artifact, cache: cache)
            return try publisher.publish(figures.map { graph.figures[$0] }, database: database)
        }
    }

    private mutating func publish(
        _ figures: [Figure], database: StateDatabase
    ) throws -> Outcome {
        var written: [String] = []
        var removed: [String] = []
        let owners = figures.map(owner)
        let former = try database.published(by: owners)
        for (figure, owner) in zip(figures, owners) {
            let files = try files(of: figure)
            for file in files where try publish(file) { written.append(file.path) }
            let before = former[owner] ?? []
            var kept = files.map {
                PublishedFile(path: $0.path, publication: $0.publication, digest: $0.digest)
            }
            let present = Set(files.map(\.path))
            for old in before where !present.contains(old.path) {
                if stays(old, figure: figure) {
                    kept.append(old)
                } else if try withdraw(old) {
                    removed.append(old.path)
                }
            }
            if Set(kept) != Set(before) { try database.savePublished(kept, by: owner) }
        }
        return Outcome(written: written, removed: removed, cache: cache)
    }

    private func owner(_ figure: Figure) -> String {
        "\(graph.pipelineName)/\(graph.resultsName)/\(figure.name)"
    }

    private func place(_ publication: Figure.Publication) -> String {
        "results/\(graph.resultsName)/\(publication.path)"
    }

    // MARK: What there is to publish

    private func files(of figure: Figure) throws -> [File] {
        var files: [File] = []
        for publication in figure.publications {
            guard let artifact = artifact(publication.stage, publication.output) else { continue }
            let place = place(publication)
            guard artifact.kind == .folder else {
                files.append(
                    File(
                        path: place, publication: place, digest: artifact.digest,
                        isExecutable: artifact.kind == .executable))
                continue
            }
            for entry in try store.listing(of: artifact.digest).entries {
                files.append(
                    File(
                        path: "\(place)/\(entry.path)", publication: place,
                        digest: entry.digest, isExecutable: entry.isExecutable))
            }
        }
        return files
    }

    /// A file of a stage that was not finished this time stays as it was published last.
    private func stays(_ old: PublishedFile, figure: Figure) -> Bool {
        figure.publications.contains { publication in
            place(publication) == old.publication
                && artifact(publication.stage, publication.output) == nil
        }
    }

    // MARK: Changes

    /// - Returns: whether the file had to be written.
    private mutating func publish(_ file: File) throws -> Bool {
        let target = space.absolute(file.path)
        let status = try FileStatus.ofLink(at: target)
        if let status, status.kind == .file,
            try cache.digest(of: target, key: file.path, status: status).digest == file.digest
        {
            return false
        }
        try checkStaysInside(file.path)
        if status?.kind == .folder { throw PublicationError.folderInTheWay(file.path) }
        try store.publishFile(file.digest, isExecutable: file.isExecutable, to: target)
        return true
    }

    /// - Returns: whether the file was removed; one that was changed by hand stays.
    private mutating func withdraw(_ old: PublishedFile) throws -> Bool {
        let path = space.absolute(old.path)
        guard let status = try FileStatus.ofLink(at: path), status.kind == .file,
            try cache.digest(of: path, key: old.path, status: status).digest == old.digest
        else { return false }
        try checkStaysInside(old.path)
        try FileTree.remove(path)
        var folder = FileTree.parent(of: path)
        while let empty = folder, empty != space.root, FileTree.removeIfEmpty(empty) {
            folder = FileTree.parent(of: empty)
        }
        return true
    }

    /// No folder on the way to the file may be a link that leads out of the project.
    private func checkStaysInside(_ path: String) throws {
        var folder = space.root
        for component in path.split(separator: "/").dropLast() {
            folder += "/\(component)"
            guard let status = try FileStatus.ofLink(at: folder) else { return }
            switch status.kind {
            case .folder: continue
            case .symbolicLink:
                guard let resolved = FileTree.resolved(folder),
                    resolved.hasPrefix(space.root + "/")
                else { throw PublicationError.leadsOutside(folder) }
            case .file, .other: throw PublicationError.fileInTheWay(folder)
            }
        }
    }
}

package enum PublicationError: Error, Hashable {
    case leadsOutside(String)
    case fileInTheWay(String)
    case folderInTheWay(String)
}

extension PublicationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .leadsOutside(let path):
            "cannot publish: '\(path)' is a link that leads out of the project"
        case .fileInTheWay(let path): "cannot publish: '\(path)' is in the way of a folder"
        case .folderInTheWay(let path):
            "cannot publish: the folder '\(path)' is in the way of a file"
        }
    }
}
