/// Tells within milliseconds that there is nothing to do, by what the last run has left about it.
package struct FreshCheck {
    private let source: PipelineSource
    private let targets: [String]
    private let environment: [String: String]
    private let program: ProgramIdentity?

    private var space: ProjectSpace { source.space }

    /// - Parameters:
    ///   - targets: as they were written.
    ///   - environment: this process's variables, of which commands see those they name.
    package init(_ source: PipelineSource, targets: [String], environment: [String: String]) {
        self.init(
            source, targets: targets, environment: environment, program: ProgramIdentity.current())
    }

    init(
        _ source: PipelineSource, targets: [String], environment: [String: String],
        program: ProgramIdentity?
    ) {
        self.source = source
        self.targets = targets
        self.environment = environment
        self.program = program
    }

    /// What `status` shows, if it is known that there is nothing to do; nothing is changed.
    ///
    /// - Returns: `nil` when anything differs or is not known; planning then decides.
    package func status() throws -> FreshStatus? {
        var hashedCount = 0
        guard var stamp, holds(&stamp, hashedCount: &hashedCount) else { return nil }
        let summary = stamp.summary
        return FreshStatus(
            summary: summary,
            lastRun: try RunRecordFiles(space).newestHead(
                pipeline: summary.pipeline, profile: summary.profile),
            runningHolder: RunLock.holder(of: space))
    }

    /// What a run would sum up, if it is known to find nothing to do.
    ///
    /// - Parameter command: what was typed, for whoever finds the lock held.
    /// - Returns: `nil` when anything differs or is not known; planning then decides.
    /// - Throws: `LockHeld` when another run is going on.
    package func summary(command: String) throws -> FreshSummary? {
        guard var stamp else { return nil }
        let lock = try RunLock.acquire(space, command: command)
        return withExtendedLifetime(lock) {
            var hashedCount = 0
            guard holds(&stamp, hashedCount: &hashedCount) else { return nil }
            // So that the next check need not read those files again.
            if hashedCount > 0 { keep(stamp) }
            return stamp.summary
        }
    }

    /// Keeps the stamp for the next check.
    func keep(_ stamp: FreshStamp) { cacheFile?.write(stamp.encoded) }

    private var stamp: FreshStamp? {
        guard var reader = cacheFile?.read() else { return nil }
        return try? FreshStamp(from: &reader)
    }

    private var cacheFile: CacheFile? {
        guard let program,
            let key = source.key(FreshStamp.question, program: program, targets: targets)
        else { return nil }
        return CacheFile(folder: space.freshStampFolder, key: key)
    }

    /// Byte for byte: commands see bytes, where Swift's texts are equal that look the same.
    private static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.utf8.elementsEqual(other.utf8)
    }

    private func holds(_ stamp: inout FreshStamp, hashedCount: inout Int) -> Bool {
        guard
            stamp.environment.allSatisfy({
                Self.isSame(environment[$0.name], $0.value)
            }),
            isTidy, StateFile.closedIdentity(space.databasePath) == stamp.state,
            stamp.trail.holds(in: space), holdFolders(stamp.folders),
            stamp.selections.allSatisfy({ $0.holds(in: space) })
        else { return false }
        // What people change comes first.
        return holdFiles(&stamp.files, hashedCount: &hashedCount)
            && holdFiles(&stamp.published, hashedCount: &hashedCount)
            && holdObjects(stamp.objects)
    }

    /// Whether nobody who was killed has left anything that the next run removes.
    private var isTidy: Bool {
        let store = ArtifactStore(root: space.storeFolder)
        // This run's lock is held, so that only other projects can have a living lease.
        let leases = space.sharesStore ? [] : [store.leasesFolder]
        return (try? FileTree.names(in: space.scratchFolder)) == []
            && ([store.incomingFolder, store.removedFolder] + leases).allSatisfy {
                ((try? FileTree.names(in: $0)) ?? []).isEmpty
            }
    }

    private func holdFolders(_ folders: [String]) -> Bool {
        folders.allSatisfy { FileTree.resolved(space.absolute($0)) == space.absolute($0) }
    }

    private func holdObjects(_ objects: [FreshStamp.SealedObject]) -> Bool {
        guard let folder = ArtifactStore(root: space.storeFolder).openedFolder else { return false }
        var path = ObjectPath()
        return objects.allSatisfy {
            ArtifactStore.isSealed($0.digest, size: $0.size, in: folder, &path)
        }
    }

    private func holdFiles(_ files: inout [FreshStamp.WatchedFile], hashedCount: inout Int) -> Bool
    {
        guard let root = space.openedRoot else {
            return false
        }
        for index in files.indices {
            let file = files[index]
            guard let status = FileStatus.ofLink(at: file.path.utf8CString, below: root),
                status.kind == .file
            else { return false }
            if file.entry.holds(for: status.identity) { continue }
            // A file that was not touched since can still be too young to be told by its times.
            guard let hashed = try? FileHasher.hash(space.absolute(file.path)),
                hashed.digest == file.entry.digest,
                hashed.status.isExecutable == file.isExecutable
            else { return false }
            files[index].entry = StatCache.Entry(hashed)
            hashedCount += 1
        }
        return true
    }
}

/// A pipeline's state where all of it is fresh.
package struct FreshStatus: Sendable {
    package var summary: FreshSummary
    /// Of this pipeline and profile.
    package var lastRun: RunHead?
    /// Set while a run is going on.
    package var runningHolder: LockHolder?
}
