internal import PipelineEngine

/// What `gc` freed or would free, by figure and stage.
struct CollectionReport: Report {
    private let collection: GarbageCollection
    private let isDone: Bool

    init(_ collection: GarbageCollection, isDone: Bool) {
        self.collection = collection
        self.isDone = isDone
    }

    func text(on page: Page) -> String {
        var table = TextTable()
        for group in collection.groups {
            let figures = group.figures.isEmpty ? "–" : group.figures.joined(separator: ", ")
            table.append([
                "  " + (group.stage.isEmpty ? "(no record)" : group.stage), figures,
                Quantities.count(group.objectCount, "object"), Self.bytes(group.bytes),
            ])
        }
        let rest = [
            ("(damaged)", collection.damagedBytes),
            ("(checkpoints, downloads)", collection.cacheBytes),
            ("(records and logs of runs)", collection.runBytes),
        ]
        for (name, bytes) in rest where bytes > 0 {
            table.append(["  \(name)", "–", "", Self.bytes(bytes)])
        }
        let freed = Self.bytes(collection.freedBytes)
        let left = collection.groups.reduce(collection.storeBytes) { $0 - $1.bytes }
        let verb = isDone ? "freed" : "would free"
        let what = isDone ? "is now" : "would be"
        let end =
            collection.freedBytes == 0
            ? "nothing to remove; the store has \(Self.bytes(collection.storeBytes))"
            : "\(verb) \(freed); the store \(what) \(Self.bytes(left))"
        return (table.lines(on: page) + [end]).joined(separator: "\n")
    }

    private static func bytes(_ count: Int64) -> String { Quantities.bytes(Int(count)) }

    var json: JSON {
        JSON(
            isDone: isDone, storeBytes: collection.storeBytes, freedBytes: collection.freedBytes,
            damagedBytes: collection.damagedBytes, cacheBytes: collection.cacheBytes,
            runBytes: collection.runBytes,
            stages: collection.groups.map {
                JSON.Group(
                    stage: $0.stage, figures: $0.figures, objects: $0.objectCount, bytes: $0.bytes)
            })
    }

    struct JSON: Encodable {
        let isDone: Bool
        /// Before anything was removed.
        let storeBytes: Int64
        let freedBytes: Int64
        let damagedBytes: Int64
        let cacheBytes: Int64
        /// Records and logs of old runs.
        let runBytes: Int64
        let stages: [Group]

        struct Group: Encodable {
            let stage: String
            let figures: [String]
            let objects: Int
            let bytes: Int64
        }
    }
}
