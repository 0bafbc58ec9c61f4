/// The records of a project's runs.
struct RunRecordFiles {
    static let suffix = ".ndjson"
    /// The first line of a record is much shorter, unless somebody named thousands of targets.
    private static let headBytes = 1 << 16

    let folder: String

    init(_ space: ProjectSpace) { folder = space.runFolder }

    func save(_ record: RunRecord) throws {
        try FileContent.replace(path(of: record.run), with: try RunRecordCoding.encode(record))
    }

    func path(of run: String) -> String { "\(folder)/\(run)\(Self.suffix)" }

    /// The runs that left a record, the oldest first.
    func runs() throws -> [String] {
        guard try FileStatus.following(folder) != nil else { return [] }
        return try FileTree.names(in: folder).filter { $0.hasSuffix(Self.suffix) }
            .map { String($0.dropLast(Self.suffix.count)) }
    }

    /// - Returns: `nil` for a record that is absent or cannot be read.
    func record(of run: String) -> RunRecord? {
        (try? FileContent.read(path(of: run))).flatMap {
            try? RunRecordCoding.decode($0)
        }
    }

    /// The record of the run with that id, or whose id alone begins so.
    ///
    /// - Throws: `UnknownRun`.
    func record(named name: String) throws -> RunRecord {
        let matches = try runs().filter { $0.hasPrefix(name) }
        guard let only = matches.first, matches.count == 1 else {
            throw matches.isEmpty
                ? UnknownRun.none(name) : UnknownRun.several(name, Array(matches.suffix(3)))
        }
        guard let record = record(of: only) else {
            throw UnknownRun.unreadable(only, path: path(of: only))
        }
        return record
    }

    /// The pipeline's newest run under the profile, by the little that a status shows: a record may
    /// have the outcomes of 100,000 stages.
    func newestHead(pipeline: String, profile: String) throws -> RunHead? {
        try runs().reversed().lazy.compactMap { head(of: path(of: $0)) }
            .first { $0.pipeline == pipeline && $0.profile == profile }
    }

    private func head(of path: String) -> RunHead? {
        let start = try? FileContent.read(path, from: 0, limit: Self.headBytes)
        if let start, let head = try? RunRecordCoding.decodeHead(start) { return head }
        return (try? FileContent.read(path)).flatMap { try? RunRecordCoding.decodeHead($0) }
    }

    /// The pipeline's records under the profile that can be read, the newest first.
    func newest(
        _ count: Int = .max, pipeline: String, profile: String
    ) throws -> [RunRecord] {
        var records: [RunRecord] = []
        for run in try runs().reversed() {
            guard records.count < count else { break }
            guard let record = record(of: run), record.pipeline == pipeline,
                record.profile == profile
            else { continue }
            records.append(record)
        }
        return records
    }
}

/// Which run it was and how it ended.
package struct RunHead: Decodable, Hashable, Sendable {
    package var run: String
    var pipeline: String
    var profile: String
    /// `succeeded`, `failed` or `interrupted`.
    package var outcome: String
}
