/// How long stages of each kind took on this machine and what they had to do, in the project's
/// cache. Losing it costs nothing but the accuracy of predictions.
struct SpeedHistory: Sendable, Codable, Hashable {
    private static let currentVersion = 1
    /// The newest of each kind are enough to find one of a similar size.
    private static let kept = 40
    private static let asNear = 1.1

    struct Entry: Sendable, Codable, Hashable {
        /// In the kind's own unit; positive.
        var work: Double
        var wallSeconds: Double
        /// Of all cores together.
        var coreSeconds: Double
    }

    private var version = currentVersion
    /// On another processor none of it holds.
    private var processor: String
    /// By kind, the newest last.
    private var entries: [String: [Entry]] = [:]

    /// What the project knows; nothing where the file is missing, damaged or another machine's.
    init(in space: ProjectSpace) {
        processor = Host.processorName()
        guard let content = try? FileContent.read(Self.path(in: space)),
            let known = try? RecordCoding.decode(SpeedHistory.self, from: content),
            known.version == Self.currentVersion, known.processor == processor
        else { return }
        entries = known.entries
    }

    private static func path(in space: ProjectSpace) -> String {
        "\(space.cacheFolder)/speeds.json"
    }

    /// The run of a kind whose work is nearest in proportion; of those that are about as near, the
    /// quickest, which other programs disturbed least: what a machine was busy with once says
    /// nothing of the next time.
    func nearest(to work: Double, of kind: String) -> Entry? {
        let known = (entries[kind] ?? []).filter { Self.distance($0.work, work).isFinite }
        guard let least = known.map({ Self.distance($0.work, work) }).min() else { return nil }
        return known.filter { Self.distance($0.work, work) <= Self.asNear * least }
            .min { $0.wallSeconds / $0.work < $1.wallSeconds / $1.work }
    }

    private static func distance(_ first: Double, _ second: Double) -> Double {
        max(first / second, second / first)
    }

    /// Only a whole run of a stage, not one that went on from a checkpoint, tells anything.
    mutating func add(_ kind: String, work: Double, _ usage: ResourceUsage) {
        guard work > 0, work.isFinite, usage.wallSeconds > 0 else { return }
        let entry = Entry(
            work: work, wallSeconds: usage.wallSeconds,
            coreSeconds: usage.userSeconds + usage.systemSeconds)
        entries[kind] = ((entries[kind] ?? []) + [entry]).suffix(Self.kept)
    }

    func save(in space: ProjectSpace) throws {
        try FileContent.replace(Self.path(in: space), with: RecordCoding.encode(self))
    }
}
