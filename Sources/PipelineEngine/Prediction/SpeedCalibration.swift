internal import FoundationEssentials

/// How fast this machine is at kinds of stages that have never run on it: measured by the worker in
/// a second or two, and kept in the project's cache for a week: libraries and machines change.
struct SpeedCalibration: Sendable, Codable, Hashable {
    private static let currentVersion = 2
    private static let longestAge = 7 * 86400.0

    private var version = currentVersion
    private var processor: String
    /// When the first of them was measured; seconds since 1970.
    private var measuredAt = 0.0
    /// Work a second of one core, by kind.
    private(set) var workPerSecond: [String: Double] = [:]

    init(in space: ProjectSpace) {
        processor = Host.processorName()
        guard let content = try? FileContent.read(Self.path(in: space)),
            let known = try? RecordCoding.decode(SpeedCalibration.self, from: content),
            known.version == Self.currentVersion, known.processor == processor,
            // Also one from the future, as after a clock was put right.
            abs(Date.now.timeIntervalSince1970 - known.measuredAt) < Self.longestAge
        else { return }
        measuredAt = known.measuredAt
        workPerSecond = known.workPerSecond.filter { $0.value > 0 && $0.value.isFinite }
    }

    private static func path(in space: ProjectSpace) -> String {
        "\(space.cacheFolder)/calibration.json"
    }

    /// Measures kinds that are not measured yet. What can't be measured stays unknown, and what
    /// comes after a cancellation; what can't be kept, as in a project that nobody may write to, is
    /// measured again the next time.
    ///
    /// - Parameter onMeasuring: called before each kind.
    mutating func measure(
        _ kinds: Set<String>, with programs: Programs, in space: ProjectSpace,
        onMeasuring: (String) -> Void
    ) async {
        let missing = kinds.filter { workPerSecond[$0] == nil }.sorted()
        guard !missing.isEmpty else { return }
        if workPerSecond.isEmpty { measuredAt = Date.now.timeIntervalSince1970 }
        for kind in missing where !Task.isCancelled {
            onMeasuring(kind)
            let answer = await WorkerQuestion.answer(of: programs.worker, ["--calibrate", kind])
            guard let rate = answer.flatMap(Double.init), rate > 0, rate.isFinite else { continue }
            workPerSecond[kind] = rate
        }
        // Looking at a project that was never run leaves no trace in it.
        if (try? FileStatus.following(space.cacheFolder))?.kind == .folder {
            try? FileContent.replace(Self.path(in: space), with: RecordCoding.encode(self))
        }
    }
}
