internal import PipelineLanguage

/// Puts what figures show below `results/<profile>/`.
///
/// Files there are the reader's own copies: they are written only when their bytes differ, and
/// what a figure no longer publishes is removed unless someone has changed it. A figure is published
/// once all of it is made, and its files get their names once all of them are written, so that they
/// never tell of different states.
struct Publisher {
    private let space: ProjectSpace
    private let graph: StageGraph
    private let store: ArtifactStore
    /// What a stage has made under an output's name; `nil` when it is not fresh.
    private let artifact: (StageID, String) -> Artifact?
    private var outcome: Outcome

    struct Outcome {
        /// Relative to the project root.
        var written: [String] = []
        var removed: [String] = []
        /// What could not be published, and why.
        var problems: [String] = []
        /// What is there now of the figures' files.
        var present: [PublishedFile] = []
        var cache: StatCache
    }

    private struct File {
        var path: String
        var publication: String
        var digest: Digest
        var isExecutable: Bool
    }

    /// Publishes as much as can be; what can't is among the outcome's problems.
    static func publish(
        figures: [Int], graph: StageGraph, in space: ProjectSpace, store: ArtifactStore,
        database: StateDatabase, cache: StatCache, artifact: (StageID, String) -> Artifact?
    ) -> Outcome {
        withoutActuallyEscaping(artifact) { artifact in
            var publisher = Publisher(
                space: space, graph: graph, store: store, artifact: artifact,
                outcome: Outcome(cache: cache))
            let figures = figures.map { graph.figures[$0] }
            do {
                let former = try database.published(by: figures.map(publisher.owner))
                for figure in figures {
                    let before = former[publisher.owner(figure)] ?? []
                    try publisher.publish(figure, before: before, database: database)
                }
            } catch {
                publisher.outcome.problems.append("\(error)")
            }
            return publisher.outcome
        }
    }

    /// What `publish` would write; nothing is changed.
    ///
    /// - Parameter database: `nil` where nothing was ever published.
    static func pending(
        figures: [Int], graph: StageGraph, in space: ProjectSpace, store: ArtifactStore,
        database: StateDatabase?, cache: StatCache, artifact: (StageID, String) -> Artifact?
    ) throws -> [PendingPublication] {
        try withoutActuallyEscaping(artifact) { artifact in
            var publisher = Publisher(
                space: space, graph: graph, store: store, artifact: artifact,
                outcome: Outcome(cache: cache))
            var pending: [PendingPublication] = []
            let figures = figures.map { graph.figures[$0] }
            let former = try database?.published(by: figures.map(publisher.owner)) ?? [:]
            for figure in figures where publisher.isMade(figure) {
                let files = try publisher.files(of: figure)
                for file in files {
                    guard let reason = try publisher.reason(toWrite: file) else { continue }
                    pending.append(
                        PendingPublication(figure: figure.name, path: file.path, reason: reason))
                }
                let present = Set(files.map(\.path))
                for old in former[publisher.owner(figure)] ?? [] where !present.contains(old.path) {
                    guard try publisher.isToBeWithdrawn(old, from: figure) else { continue }
                    pending.append(
                        PendingPublication(figure: figure.name, path: old.path, reason: .withdrawn))
                }
            }
            return pending
        }
    }

    /// - Throws: `StateError` only.
    private mutating func publish(
        _ figure: Figure, before: [PublishedFile], database: StateDatabase
    ) throws {
        guard isMade(figure) else {
            outcome.present += before
            return
        }
        var kept: [PublishedFile] = []
        do {
            let files = try files(of: figure)
            outcome.written += try publish(files)
            kept = files.map {
                PublishedFile(path: $0.path, publication: $0.publication, digest: $0.digest)
            }
        } catch {
            outcome.problems.append(Self.unpublished(figure, error))
            outcome.present += before
            return
        }
        outcome.present += kept
        let present = Set(kept.map(\.path))
        for old in before where !present.contains(old.path) {
            do {
                if try isToBeWithdrawn(old, from: figure) {
                    try withdraw(old)
                    outcome.removed.append(old.path)
                }
            } catch {
                kept.append(old)
                outcome.problems.append(Self.unpublished(figure, error))
            }
        }
        if Set(kept) != Set(before) { try database.savePublished(kept, by: owner(figure)) }
    }

    private func owner(_ figure: Figure) -> String {
        "\(graph.pipelineName)/\(graph.resultsName)/\(figure.name)"
    }

    private func isMade(_ figure: Figure) -> Bool {
        figure.publications.allSatisfy { artifact($0.stage, $0.output) != nil }
    }

    // MARK: What there is to publish

    private func files(of figure: Figure) throws -> [File] {
        var files: [File] = []
        for publication in figure.publications {
            guard let artifact = artifact(publication.stage, publication.output) else { continue }
            let place = publication.place(in: graph)
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

    // MARK: Changes

    /// Publishes all of the files, or none where one of them can't be written.
    ///
    /// - Returns: the paths of those that had to be written.
    private mutating func publish(_ files: [File]) throws -> [String] {
        var drafts: [(path: String, draft: ArtifactStore.Draft)] = []
        var named = 0
        do {
            for file in files where try reason(toWrite: file) != nil {
                try space.checkStaysInside(file.path)
                try space.checkTakesFile(file.path)
                let draft = try store.draft(
                    file.digest, isExecutable: file.isExecutable,
                    to: space.absolute(file.path))
                drafts.append((file.path, draft))
            }
            for (_, draft) in drafts {
                try draft.publish()
                named += 1
            }
        } catch {
            for (_, draft) in drafts[named...] { draft.discard() }
            throw error
        }
        return drafts.map(\.path)
    }

    /// - Returns: `nil` for a file that is there with the right bytes.
    private mutating func reason(toWrite file: File) throws -> PendingPublication.Reason? {
        let path = space.absolute(file.path)
        guard let status = try FileStatus.ofLink(at: path) else { return .missing }
        guard status.kind == .file else { return .differs }
        let digest = try outcome.cache.digest(of: path, key: file.path, status: status).digest
        return digest == file.digest ? nil : .differs
    }

    /// Whether a file that the figure no longer publishes is there for nobody: one that was changed by
    /// hand stays, and one that another figure publishes is that one's.
    private mutating func isToBeWithdrawn(
        _ old: PublishedFile, from figure: Figure
    ) throws -> Bool {
        for other in graph.figures where other.name != figure.name {
            let covers = other.publications.contains {
                Sandbox.lies(old.path, in: $0.place(in: graph))
            }
            // What a folder will hold is not known before it is made.
            guard covers else { continue }
            if try !isMade(other) || files(of: other).contains(where: { $0.path == old.path }) {
                return false
            }
        }
        let path = space.absolute(old.path)
        guard let status = try FileStatus.ofLink(at: path), status.kind == .file else {
            return false
        }
        return try outcome.cache.digest(of: path, key: old.path, status: status).digest
            == old.digest
    }

    private func withdraw(_ old: PublishedFile) throws {
        let path = space.absolute(old.path)
        try space.checkStaysInside(old.path)
        try FileTree.remove(path)
        var folder = FileTree.parent(of: path)
        while let empty = folder, empty != space.root, FileTree.removeIfEmpty(empty) {
            folder = FileTree.parent(of: empty)
        }
    }
}

extension Publisher {
    fileprivate static func unpublished(_ figure: Figure, _ error: any Error) -> String {
        "figure '\(figure.name)': \(error)"
    }
}

/// A file of a figure whose stages are fresh that a run would write, or remove.
package struct PendingPublication: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case missing
        /// Its bytes are not those that the stage made, or it is no regular file.
        case differs
        /// The figure no longer publishes it: it would be removed.
        case withdrawn
    }

    package var figure: String
    /// Relative to the project root.
    package var path: String
    package var reason: Reason
}

extension Figure.Publication {
    /// Relative to the project root.
    func place(in graph: StageGraph) -> String { "results/\(graph.resultsName)/\(path)" }
}
