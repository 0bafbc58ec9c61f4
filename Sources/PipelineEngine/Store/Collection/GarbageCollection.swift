package import PipelineLanguage

/// What can be removed from a project's store and caches, and its removal.
package struct GarbageCollection: Sendable {
    /// Caches that nobody has touched for so long are of no use to a run that goes on.
    private static let cacheNanoseconds: Int64 = 7 * 86_400 * 1_000_000_000

    /// What one stage made that nobody needs any more.
    package struct Group: Sendable, Hashable {
        /// Of the stage's definition; empty for objects that no record knows.
        package var stage: String
        /// Figures of the present pipelines that the stage belongs to.
        package var figures: [String]
        package var objectCount: Int
        package var bytes: Int64
    }

    /// In the order of what they free, the largest first.
    package private(set) var groups: [Group] = []
    /// Damaged objects that were set aside.
    package private(set) var damagedBytes: Int64 = 0
    /// Checkpoints and half downloads that no run goes on from.
    package private(set) var cacheBytes: Int64 = 0
    /// Of the store before anything is removed.
    package private(set) var storeBytes: Int64 = 0

    package var freedBytes: Int64 {
        groups.reduce(damagedBytes + cacheBytes) { $0 + $1.bytes }
    }

    private let space: ProjectSpace
    private let store: ArtifactStore
    private var removable: [StoreListing.Object] = []
    private var forgotten: [Digest] = []
    private var folders: [String] = []

    /// Looks for what the pipelines do not need, and removes nothing.
    ///
    /// - Parameters:
    ///   - graphs: the pipelines as they are now, under each of their profiles.
    ///   - keepBytes: the store may stay this large; what was used last is kept. `nil` for no more
    ///     than what is needed.
    /// - Throws: `FileError`, `StateError`, `UnreadablePin`, and what planning throws: where it is
    ///   not known what is needed, nothing is removed.
    package init(
        _ space: ProjectSpace, graphs: [StageGraph], environment: [String: String],
        keepBytes: Int64?
    ) throws {
        self.space = space
        store = ArtifactStore(root: space.storeFolder)
        let inventory = try StateDatabase.openForReading(space.databasePath)?.inventory() ?? []
        let byFingerprint = Dictionary(
            inventory.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
        var needed = NeededArtifacts(store: store)
        for graph in graphs {
            try needed.add(
                graph, space: space, environment: environment, records: byFingerprint)
        }
        for run in try PinnedRuns(space).records() { needed.add(run, records: byFingerprint) }
        if space.sharesStore {
            for other in try StoreUsers(of: space).others() {
                let records = try StateDatabase.openForReading(other.databasePath)?.inventory()
                for record in records ?? [] { needed.add(record) }
            }
        }
        let listing = try StoreListing(of: store)
        storeBytes = listing.bytes
        var excess = storeBytes - (keepBytes ?? 0)
        let candidates = listing.objects.filter { !needed.objects.contains($0.digest) }
            .sorted { $0.usedAtNanoseconds < $1.usedAtNanoseconds }
        for object in candidates where excess > 0 {
            removable.append(object)
            excess -= object.size
        }
        try group(inventory, graphs: graphs)
        try findCaches(needed)
    }

    private mutating func group(_ inventory: [RecordedArtifacts], graphs: [StageGraph]) throws {
        var sizes: [Digest: Int64] = [:]
        for object in removable { sizes[object.digest] = object.size }
        var figures: [String: Set<String>] = [:]
        for graph in graphs { Self.collectFigures(of: graph, into: &figures) }
        var groups: [String: Group] = [:]
        func count(_ digest: Digest, for stage: String) {
            guard let size = sizes.removeValue(forKey: digest) else { return }
            groups[
                stage,
                default: Group(
                    stage: stage, figures: figures[stage]?.sorted() ?? [], objectCount: 0, bytes: 0)
            ].objectCount += 1
            groups[stage]?.bytes += size
        }
        for record in inventory {
            let digests = record.outputs.flatMap { output in
                (try? store.objects(of: output.artifact).map(\.digest)) ?? [output.artifact.digest]
            }
            if digests.contains(where: { sizes[$0] != nil }) {
                forgotten.append(record.fingerprint)
            }
            let definition = String(record.stage.prefix { $0 != "@" })
            for digest in digests { count(digest, for: definition) }
        }
        for object in removable { count(object.digest, for: "") }
        self.groups = groups.values.sorted {
            $0.bytes == $1.bytes ? $0.stage < $1.stage : $0.bytes > $1.bytes
        }
    }

    /// Which figures the definitions belong to, by all that a figure is made from.
    private static func collectFigures(
        of graph: StageGraph, into figures: inout [String: Set<String>]
    ) {
        for figure in graph.figures {
            guard let selection = try? TargetSelection([figure.name], in: graph) else { continue }
            for id in selection.closure {
                figures[graph[id].definitionName, default: []].insert(figure.name)
            }
        }
    }

    private mutating func findCaches(_ needed: NeededArtifacts) throws {
        func add(_ path: String, to bytes: inout Int64) throws {
            folders.append(path)
            bytes += try FileTree.bytes(of: path)
        }
        let now = Clock.wallNanoseconds()
        for name in try FileTree.namesIfPresent(in: store.damagedFolder) {
            try add("\(store.damagedFolder)/\(name)", to: &damagedBytes)
        }
        for folder in ["checkpoints", "downloads"] {
            for name in try FileTree.namesIfPresent(in: "\(space.cacheFolder)/\(folder)") {
                let path = "\(space.cacheFolder)/\(folder)/\(name)"
                if let fingerprint = Digest(hex: name), needed.unfinished.contains(fingerprint) {
                    continue
                }
                let isDecided = folder == "checkpoints" && !needed.hasUndecided
                let age = now - (try FileTree.newestChange(in: path))
                if isDecided || age > Self.cacheNanoseconds { try add(path, to: &cacheBytes) }
            }
        }
    }

    /// Removes what was found.
    ///
    /// The records go first: whatever happens in between, none is left that names what is gone.
    ///
    /// - Parameter right: held since before it was looked what can go.
    package func remove(_ right: RemovalRight) throws {
        defer { withExtendedLifetime(right) {} }
        if !forgotten.isEmpty {
            try StateDatabase.openForWriting(space.databasePath).forget(forgotten)
        }
        for object in removable { try FileTree.remove(store.path(of: object.digest)) }
        for folder in folders { try FileTree.remove(folder) }
    }
}

/// That no run of this project goes on, and none that uses the same store: what nobody needs now,
/// nobody will need as long as it is held.
package struct RemovalRight: Sendable {
    private let lock: RunLock
    private let lease: StoreLease

    /// - Throws: `LockHeld` while a run of this project goes on, `StoreInUse` while another's does.
    package init(_ space: ProjectSpace, command: String) throws {
        try space.prepare()
        lock = try RunLock.acquire(space, command: command)
        lease = try StoreLease.own(ArtifactStore(root: space.storeFolder))
    }
}
