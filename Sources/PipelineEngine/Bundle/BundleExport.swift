internal import FoundationEssentials
internal import PipelineLanguage
internal import WorkerProtocol

extension PipelineReader {
    /// Everything that another machine needs in order to have the targets without running anything,
    /// in one file.
    ///
    /// Every member is hashed before it is packed, so that damage is found where it can be mended.
    ///
    /// - Parameters:
    ///   - files: the pipeline's own files, relative to the project root, its root file first; what
    ///     stages read of the project is added.
    ///   - overrides: `key=value` of each `--set` that the pipeline was loaded with.
    ///   - path: the bundle; one that exists is replaced once the new one is complete.
    /// - Throws: `NotExportable`, `UnknownTargets`, `ArchivingFailure`.
    package func export(
        targets: [String], files: [String], overrides: [String], to path: String,
        programs: Programs
    ) async throws -> BundleSummary {
        let (index, members) = try bundle(targets: targets, files: files, overrides: overrides)
        let temporary = FileManager.default.temporaryDirectory.path
        let folder = "\(temporary)/nrc-pipe-export-\(RunID.make())"
        try FileTree.createFolder(folder)
        defer { try? FileTree.remove(folder) }
        let text = try RecordCoding.encode(index)
        try FileContent.replace("\(folder)/\(BundleIndex.name)", with: text)
        try FileContent.replace(
            "\(folder)/\(BundleIndex.digestName)",
            with: Array("\(Digest(of: text).hex)\n".utf8))
        let list = PackingList(
            members: [BundleIndex.name, BundleIndex.digestName].map {
                PackingList.Member(path: $0, source: "\(folder)/\($0)")
            } + members)
        try FileContent.replace("\(folder)/list.json", with: try RecordCoding.encode(list))
        try await Archiver(programs).pack("\(folder)/list.json", into: path)
        return BundleSummary(index, archiveBytes: try FileStatus.following(path)?.identity.size)
    }

    private func bundle(
        targets: [String], files: [String], overrides: [String]
    ) throws -> (BundleIndex, [PackingList.Member]) {
        let plan = try plan(targets: targets)
        let stale = plan.stages.filter { !$0.state.isFresh }.map { graph[$0.id].name }
        guard stale.isEmpty else {
            throw NotExportable.stale(plan.selection.targets, stages: stale)
        }
        var contents = BundleContents()
        var records: [BundleIndex.Record] = []
        for planned in plan.stages {
            try Task.checkCancellation()
            let stage = graph[planned.id]
            guard let fingerprint = planned.fingerprint,
                let record = try database?.record(fingerprint)
            else { throw NotExportable.noRecord(stage.name) }
            records.append(BundleIndex.Record(record, of: stage.name))
            for output in record.outputs { try contents.add(output.artifact, of: store) }
            try addTraces(of: record, stage: stage.name, to: &contents)
            for input in stage.inputs {
                for source in input.sources {
                    for file in try ProjectSelection.paths(of: source, in: space) {
                        try contents.add(.project(file), space.absolute(file))
                    }
                }
            }
        }
        for file in files { try contents.add(.project(file), space.absolute(file)) }
        let index = BundleIndex(
            program: ProgramVersion.current, pipeline: graph.pipelineName, profile: graph.profile,
            results: graph.resultsName, file: files.first, overrides: overrides,
            targets: plan.selection.targets,
            members: contents.members, records: records)
        return (index, contents.list)
    }

    /// The record of the run that made it and the log, as far as they are still there.
    private func addTraces(
        of record: StageRecord, stage: String, to contents: inout BundleContents
    ) throws {
        let run = RunRecordFiles(space).path(of: record.run)
        if try FileStatus.following(run) != nil { try contents.add(.run(record.run), run) }
        if let log = try log(of: stage, madeBy: record)?.path,
            log.hasPrefix("\(space.logFolder)/")
        {
            try contents.add(.log(String(log.dropFirst(space.logFolder.count + 1))), log)
        }
    }
}

/// The members of a bundle that is being made, each once.
private struct BundleContents {
    private var sources: [BundlePath: Source] = [:]

    private struct Source {
        let path: String
        let digest: Digest
        let bytes: Int64
        let isExecutable: Bool
    }

    var members: [BundleIndex.Member] {
        sources.map { path, member in
            BundleIndex.Member(
                path: path.text, digest: member.digest, bytes: member.bytes,
                executable: path.isProject && member.isExecutable ? true : nil)
        }.sorted { $0.path < $1.path }
    }

    var list: [PackingList.Member] {
        sources.map { PackingList.Member(path: $0.text, source: $1.path) }
            .sorted { $0.path < $1.path }
    }

    mutating func add(_ path: BundlePath, _ source: String) throws {
        guard sources[path] == nil else { return }
        let hashed = try FileHasher.hash(source)
        sources[path] = Source(
            path: source, digest: hashed.digest, bytes: hashed.status.identity.size,
            isExecutable: hashed.status.isExecutable)
    }

    /// - Throws: `NotExportable` for an object whose bytes are not those that were stored.
    mutating func add(_ artifact: Artifact, of store: ArtifactStore) throws {
        try add(artifact.digest, of: store)
        guard artifact.kind == .folder else { return }
        for entry in try store.listing(of: artifact.digest).entries {
            try add(entry.digest, of: store)
        }
    }

    private mutating func add(_ digest: Digest, of store: ArtifactStore) throws {
        let path = BundlePath.object(digest)
        try add(path, store.path(of: digest))
        guard sources[path]?.digest == digest else {
            // Where it is no more, the next run finds it missing.
            throw NotExportable.damaged(try store.setAside(digest) ?? store.path(of: digest))
        }
    }
}

/// What a bundle holds, for a person.
package struct BundleSummary: Sendable, Hashable {
    package var pipeline: String
    package var profile: String
    package var results: String
    /// The pipeline's root file, relative to the project root.
    package var file: String?
    package var overrides: [String]
    package var targets: [String]
    package var stages: Int
    package var files: Int
    /// Of the files, as they are once unpacked.
    package var bytes: Int64
    package var archiveBytes: Int64?

    init(_ index: BundleIndex, archiveBytes: Int64?) {
        pipeline = index.pipeline
        profile = index.profile
        results = index.results
        file = index.file
        overrides = index.overrides
        targets = index.targets
        stages = index.records.count
        files = index.members.count
        bytes = index.members.reduce(0) { $0 + $1.bytes }
        self.archiveBytes = archiveBytes
    }
}

/// Why targets cannot be put into a bundle.
package enum NotExportable: Error, Hashable {
    case stale([String], stages: [String])
    case noRecord(String)
    case damaged(String)
}

extension NotExportable: CustomStringConvertible {
    package var description: String {
        switch self {
        case .stale(let targets, let stages):
            "not all of it is fresh: \(stages.prefix(3).joined(separator: ", "))"
                + (stages.count > 3 ? " and \(stages.count - 3) more" : "")
                + "; build it first: nrc-pipe run \(targets.joined(separator: " "))"
        case .noRecord(let stage):
            "how stage '\(stage)' was made is no longer recorded; run it again with --force"
        case .damaged(let path):
            "an artifact is damaged, and was set aside as '\(path)'; run again to make it anew"
        }
    }
}
