/// What one stage made that nobody needs any more.
package struct GarbageGroup: Sendable, Hashable {
    /// Of the stage's definition; empty for objects that no record knows.
    package var stage: String
    /// Figures of the present pipelines that the stage belongs to.
    package var figures: [String]
    package var objectCount: Int
    package var bytes: Int64
}

/// What was found in a store and about it.
struct GarbageSurvey: Sendable {
    var listing: StoreListing
    var inventory: [RecordedArtifacts]
    var needed: NeededArtifacts
    /// The figures of the present pipelines that definitions of stages belong to.
    var figures: [String: [String]]
    /// The store may stay this large.
    var keepBytes: Int64
}

/// The objects that go, by the stages that made them.
struct GarbageChoice: Sendable {
    private(set) var objects: [StoreListing.Object] = []
    /// The records whose artifacts are among them, or are gone already and needed by nobody.
    private(set) var forgotten: [RecordedArtifacts] = []
    /// In the order of what they free, the largest first.
    private(set) var groups: [GarbageGroup] = []

    init() {}

    /// Takes from what nobody needs as much as has to go; what was not used for longest goes first.
    ///
    /// - Parameter leased: what runs that go on need.
    init(_ survey: GarbageSurvey, leased: Set<Digest>, in store: ArtifactStore) {
        var excess = survey.listing.bytes - survey.keepBytes
        let candidates = survey.listing.objects.filter {
            !survey.needed.objects.contains($0.digest) && !leased.contains($0.digest)
        }
        for object in candidates.sorted(by: { $0.usedAtNanoseconds < $1.usedAtNanoseconds })
        where excess > 0 {
            objects.append(object)
            excess -= object.size
        }
        let chosen = Set(objects.map(\.digest))
        let present = leased.union(survey.listing.objects.map(\.digest))
        var count = GarbageCount(objects, figures: survey.figures)
        for record in survey.inventory {
            let digests = record.outputs.flatMap { output in
                (try? store.objects(of: output.artifact).map(\.digest)) ?? [output.artifact.digest]
            }
            let isOfUse =
                survey.needed.records.contains(record.fingerprint)
                || digests.allSatisfy(present.contains)
            if !isOfUse || digests.contains(where: chosen.contains) { forgotten.append(record) }
            count.add(digests, of: String(record.stage.prefix { $0 != "@" }))
        }
        count.add(objects.map(\.digest), of: "")
        groups = count.groups.values.sorted {
            $0.bytes == $1.bytes ? $0.stage < $1.stage : $0.bytes > $1.bytes
        }
    }
}

/// Counts each object once, for the first stage that made it.
private struct GarbageCount {
    private(set) var groups: [String: GarbageGroup] = [:]
    private var sizes: [Digest: Int64]
    private let figures: [String: [String]]

    init(_ objects: [StoreListing.Object], figures: [String: [String]]) {
        sizes = Dictionary(
            objects.map { ($0.digest, $0.size) }, uniquingKeysWith: { first, _ in first })
        self.figures = figures
    }

    mutating func add(_ digests: [Digest], of stage: String) {
        for digest in digests {
            guard let size = sizes.removeValue(forKey: digest) else { continue }
            let group = GarbageGroup(
                stage: stage, figures: figures[stage] ?? [], objectCount: 0, bytes: 0)
            groups[stage, default: group].objectCount += 1
            groups[stage]?.bytes += size
        }
    }
}
