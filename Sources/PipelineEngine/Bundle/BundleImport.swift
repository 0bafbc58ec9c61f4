internal import PipelineLanguage

/// Takes bundles in.
package enum BundleImport {
    /// Takes the artifacts and records of a bundle into a project's state.
    ///
    /// Everything is unpacked beside the store and checked before anything is kept; the records
    /// come last, in one transaction. Killed at any instant, nothing half-imported is ever used.
    ///
    /// - Parameter command: what was typed, for whoever finds the lock held.
    /// - Throws: `LockHeld`, `BadBundle`, `ArchivingFailure`, `StateError`, `FileError`.
    package static func run(
        _ archive: String, into space: ProjectSpace, programs: Programs, command: String
    ) async throws -> BundleSummary {
        try space.prepare()
        let lock = try RunLock.acquire(space, command: command)
        defer { withExtendedLifetime(lock) {} }
        let lease = try StoreLease(ArtifactStore(root: space.storeFolder))
        defer { withExtendedLifetime(lease) {} }
        let folder = "\(space.scratchFolder)/import-\(RunID.make())"
        try FileTree.createFolder(folder)
        defer { try? FileTree.remove(folder) }
        let bundle = try await UnpackedBundle.unpack(archive, into: folder, of: space, programs)
        let database = try StateDatabase.openForWriting(space.databasePath)
        try place(bundle, in: space, under: lease)
        // As when a stage ends: no record may outlive a power cut that its artifacts do not.
        try ArtifactStore(root: space.storeFolder)
            .synchronise(bundle.records.flatMap { $0.outputs.map(\.artifact) })
        try database.importRecords(
            bundle.records, latest: latest(bundle),
            scope: StageScope(pipeline: bundle.index.pipeline, profile: bundle.index.results))
        let size = try FileStatus.following(archive)?.identity.size
        return BundleSummary(bundle.index, archiveBytes: size)
    }

    /// Makes an empty or new folder a project: of the pipeline's own files that a bundle brings, and
    /// of its artifacts and records. After an error the folder is as it was.
    ///
    /// - Parameters:
    ///   - store: of several projects; `nil` for one of its own.
    ///   - command: as in `run`.
    /// - Throws: `FolderNotEmpty`, and what `run` throws.
    package static func makeProject(
        of archive: String, in folder: String, store: String?, programs: Programs, command: String
    ) async throws -> (ProjectSpace, BundleSummary) {
        let isNew = try FileStatus.following(folder) == nil
        try FileTree.createFolder(folder)
        guard try FileTree.names(in: folder).isEmpty else { throw FolderNotEmpty(path: folder) }
        do {
            let space = try ProjectSpace(root: folder, store: store)
            try await placeProject(of: archive, in: space, programs: programs)
            let summary = try await run(
                archive, into: space, programs: programs, command: command)
            return (space, summary)
        } catch {
            if isNew {
                try? FileTree.remove(folder)
            } else {
                try? TreeRemoval.removeContents(of: folder, patience: 0)
            }
            throw error
        }
    }

    private static func placeProject(
        of archive: String, in space: ProjectSpace, programs: Programs
    ) async throws {
        let unpacked = "\(space.root)/.nrc-pipe-import"
        try FileTree.createFolder(unpacked)
        defer { try? FileTree.remove(unpacked) }
        let bundle = try await UnpackedBundle.unpack(archive, into: unpacked, of: space, programs)
        for member in bundle.index.members {
            guard case .project(let path)? = BundlePath(member.path) else { continue }
            try FileTree.createParent(of: space.absolute(path))
            try FileTree.rename("\(bundle.folder)/\(member.path)", to: space.absolute(path))
            if member.executable == true { try FileTree.setMode(space.absolute(path), 0o755) }
        }
    }

    /// What the store has already stays: a bundle's bytes are no better than those.
    private static func place(
        _ bundle: UnpackedBundle, in space: ProjectSpace, under lease: StoreLease
    ) throws {
        let store = ArtifactStore(root: space.storeFolder)
        for member in bundle.index.members {
            let source = "\(bundle.folder)/\(member.path)"
            switch BundlePath(member.path) {
            case .object(let digest):
                let artifact = Artifact(kind: .file, digest: digest, size: member.bytes)
                var isThere = false
                try lease.protect { entries in
                    entries.add(digest)
                    isThere = store.problem(of: artifact) == nil
                }
                if isThere { continue }
                guard try store.ingestFile(source, under: lease).digest == digest else {
                    throw BadBundle.damaged(bundle.folder, member.path)
                }
            case .run(let run):
                try move(source, to: RunRecordFiles(space).path(of: run))
            case .log(let path): try move(source, to: "\(space.logFolder)/\(path)")
            case .project, nil: continue
            }
        }
    }

    private static func move(_ source: String, to target: String) throws {
        guard try FileStatus.ofLink(at: target) == nil else { return }
        try FileTree.createParent(of: target)
        try FileTree.rename(source, to: target)
    }

    private static func latest(_ bundle: UnpackedBundle) -> [String: Digest] {
        Dictionary(
            bundle.index.records.map { ($0.stage, $0.fingerprint) },
            uniquingKeysWith: { first, _ in first })
    }
}

/// A new project needs a folder of its own.
package struct FolderNotEmpty: Error, Hashable, CustomStringConvertible {
    package var path: String

    package var description: String {
        "the folder '\(path)' is not empty; name a new one, or import into the project that is there"
    }
}
