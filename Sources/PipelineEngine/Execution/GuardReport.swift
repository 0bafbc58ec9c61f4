/// What `nrc-pipe-guard` writes when the command has ended.
struct GuardReport: Codable, Hashable, Sendable {
    var exitCode: Int32?
    var signal: Int32?
    var timedOut: Bool
    var memoryExceeded: Bool
    var wallSeconds: Double
    var userSeconds: Double
    var systemSeconds: Double
    var peakBytes: Int64

    var usage: ResourceUsage {
        ResourceUsage(
            wallSeconds: wallSeconds, userSeconds: userSeconds, systemSeconds: systemSeconds,
            peakBytes: peakBytes)
    }

    /// - Returns: `nil` when the guard did not get as far as writing one.
    static func read(_ path: String) -> GuardReport? {
        guard let content = try? FileContent.read(path) else { return nil }
        return try? RecordCoding.decode(GuardReport.self, from: content)
    }
}
