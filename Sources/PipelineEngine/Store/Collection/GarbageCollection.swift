package import PipelineLanguage

/// What can be removed from a project's store and caches, and its removal, while runs go on.
package struct GarbageCollection: Sendable {
    /// Of the store before anything is removed.
    package var storeBytes: Int64 { survey.listing.bytes }
    /// In the order of what they free, the largest first.
    package var groups: [GarbageGroup] { choice.groups }
    /// Damaged objects that were set aside.
    package private(set) var damagedBytes: Int64 = 0
    /// Checkpoints and half downloads that no run goes on from.
    package private(set) var cacheBytes: Int64 = 0
    /// Records and logs of old runs.
    package private(set) var runBytes: Int64 = 0
    /// Pipelines whose present need is not known, and why: what their stages made last is kept.
    package private(set) var unplanned: [UnplannedPipeline] = []

    package var freedBytes: Int64 {
        groups.reduce(damagedBytes + cacheBytes + runBytes) { $0 + $1.bytes }
    }

    private let space: ProjectSpace
    private let store: ArtifactStore
    private let survey: GarbageSurvey
    private var choice = GarbageChoice()
    private let keepRuns: Int?
    /// Whatever goes beside objects.
    private var paths: [String] = []

    /// Looks for what the pipelines and the runs that go on do not need, and removes nothing.
    ///
    /// - Parameters:
    ///   - graphs: the pipelines as they are now, under each of their profiles.
    ///   - keepsLatest: whether what any stage made last is kept, since there are pipelines that
    ///     nobody can read.
    ///   - keepBytes: the store may stay this large; what was used last is kept. `nil` for no more
    ///     than what is needed.
    ///   - keepRuns: of how many runs the records and logs stay, beside those that made what is kept
    ///     and the pinned ones; `nil` for all.
    /// - Throws: `FileError`, `StateError`, `UnreadablePin`: where it is not known what is needed,
    ///   nothing is removed.
    package init(
        _ space: ProjectSpace, graphs: [StageGraph], keepsLatest: Bool = false,
        environment: [String: String], keepBytes: Int64?, keepRuns: Int? = nil
    ) throws {
        self.space = space
        self.keepRuns = keepRuns
        store = ArtifactStore(root: space.storeFolder)
        let database = try StateDatabase.openForReading(space.databasePath)
        let inventory = try database?.inventory() ?? []
        let byFingerprint = Dictionary(
            inventory.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
        var needed = NeededArtifacts(store: store)
        for graph in graphs {
            let problem = try needed.add(
                graph, space: space, environment: environment, records: byFingerprint)
            if let problem { unplanned.append(problem) }
        }
        if keepsLatest {
            for fingerprint in try database?.allLatest() ?? [] {
                needed.add(byFingerprint[fingerprint])
            }
        }
        for run in try PinnedRuns(space).records() { needed.add(run, records: byFingerprint) }
        if space.sharesStore {
            for other in try StoreUsers(of: space).others() {
                let records = try StateDatabase.openForReading(other.databasePath)?.inventory()
                for record in records ?? [] { needed.add(record) }
            }
        }
        survey = GarbageSurvey(
            listing: try StoreListing(of: store), inventory: inventory, needed: needed,
            figures: FiguresOfStages.collect(graphs), keepBytes: keepBytes ?? 0)
        try choose()
    }

    /// Decides what goes, by the leases as they are now.
    private mutating func choose() throws {
        let leased = try LeaseFile.needed(in: store)
        choice = GarbageChoice(survey, leased: leased, in: store)
        let damaged = try FileTree.namesIfPresent(in: store.damagedFolder).map {
            "\(store.damagedFolder)/\($0)"
        }
        let unused = try UnusedCaches.paths(
            in: space, store: store, survey.needed, leased: leased)
        let old =
            try keepRuns.map { try OldRuns.paths(in: space, keepRuns: $0, needed: runs) } ?? []
        damagedBytes = try Self.bytes(of: damaged)
        cacheBytes = try Self.bytes(of: unused)
        runBytes = try Self.bytes(of: old)
        paths = damaged + unused + old
    }

    /// That made what is kept.
    private var runs: Set<String> {
        let forgotten = Set(choice.forgotten)
        return Set(survey.inventory.filter { !forgotten.contains($0) }.compactMap(\.run))
    }

    private static func bytes(of paths: [String]) throws(FileError) -> Int64 {
        var sum: Int64 = 0
        for path in paths { sum += try FileTree.bytes(of: path) }
        return sum
    }

    /// Removes what is not needed by now.
    ///
    /// Runs wait only while the names are taken away. The records go first: whatever happens in
    /// between, none is left that names what is gone.
    ///
    /// - Parameter right: held since before it was looked what can go.
    package mutating func remove(_ right: CollectionRight) throws {
        defer { withExtendedLifetime(right) {} }
        try right.whileGateIsClosed {
            try choose()
            if !choice.forgotten.isEmpty {
                try StateDatabase.openForWriting(space.databasePath).forget(choice.forgotten)
            }
            try FileTree.createFolder(store.removedFolder)
            for object in choice.objects {
                try takeAway(object.digest)
            }
            for path in paths { try FileTree.remove(path) }
        }
        try FileTree.remove(store.removedFolder)
    }

    /// Removing a large file takes its time; renaming it does not.
    private func takeAway(_ digest: Digest) throws(FileError) {
        // A run may have set it aside as damaged.
        guard try FileStatus.ofLink(at: store.path(of: digest)) != nil else { return }
        try FileTree.rename(store.path(of: digest), to: "\(store.removedFolder)/\(digest.hex)")
    }
}
