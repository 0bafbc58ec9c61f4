/// What one stage made that nobody needs any more.
package struct GarbageGroup: Sendable, Hashable {
    /// Of the stage's definition; empty for objects that no record knows.
    package var stage: String
    /// Figures of the present pipelines that the stage belongs to.
    package var figures: [String]
    package var objectCount: Int
    package var bytes: Int64
}

/// The objects that go, by the stages that made them.
struct GarbageChoice: Sendable {
    private(set) var objects: [StoreListing.Object] = []
    /// The records whose artifacts are among them.
    private(set) var forgotten: [RecordedArtifacts] = []
    /// In the order of what they free, the largest first.
    private(set) var groups: [GarbageGroup] = []

    init() {}

    /// - Parameters:
    ///   - candidates: what nobody needs.
    ///   - excess: how many bytes have to go; those that were not used for longest go first.
    init(
        _ candidates: [StoreListing.Object], of inventory: [RecordedArtifacts],
        in store: ArtifactStore, figures: [String: [String]], excess: Int64
    ) {
        var excess = excess
        for object in candidates.sorted(by: { $0.usedAtNanoseconds < $1.usedAtNanoseconds })
        where excess > 0 {
            objects.append(object)
            excess -= object.size
        }
        var sizes: [Digest: Int64] = [:]
        for object in objects { sizes[object.digest] = object.size }
        var groups: [String: GarbageGroup] = [:]
        func count(_ digest: Digest, for stage: String) {
            guard let size = sizes.removeValue(forKey: digest) else { return }
            let group = GarbageGroup(
                stage: stage, figures: figures[stage] ?? [], objectCount: 0, bytes: 0)
            groups[stage, default: group].objectCount += 1
            groups[stage]?.bytes += size
        }
        let chosen = Set(sizes.keys)
        for record in inventory where !chosen.isEmpty {
            let digests = record.outputs.flatMap { output in
                (try? store.objects(of: output.artifact).map(\.digest)) ?? [output.artifact.digest]
            }
            if digests.contains(where: chosen.contains) { forgotten.append(record) }
            let definition = String(record.stage.prefix { $0 != "@" })
            for digest in digests { count(digest, for: definition) }
        }
        for object in objects { count(object.digest, for: "") }
        self.groups = groups.values.sorted {
            $0.bytes == $1.bytes ? $0.stage < $1.stage : $0.bytes > $1.bytes
        }
    }
}
