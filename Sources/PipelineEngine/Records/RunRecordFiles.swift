/// The records of a project's runs.
struct RunRecordFiles {
    private static let suffix = ".json"

    let folder: String

    init(_ space: ProjectSpace) { folder = space.runFolder }

    func save(_ record: RunRecord) throws {
        try FileContent.replace(
            "\(folder)/\(record.run)\(Self.suffix)", with: try RecordCoding.encode(record))
    }

    /// The ids of all runs, oldest first.
    func names() throws -> [String] {
        guard try FileStatus.following(folder) != nil else { return [] }
        return try FileTree.names(in: folder).filter { $0.hasSuffix(Self.suffix) }
            .map { String($0.dropLast(Self.suffix.count)) }
    }

    /// `nil` for a run that there is no readable record of.
    func record(_ run: String) throws -> RunRecord? {
        guard try names().contains(run) else { return nil }
        return try? RecordCoding.decode(
            RunRecord.self, from: try FileContent.read("\(folder)/\(run)\(Self.suffix)"))
    }

    /// The pipeline's newest record under the profile that can be read; `nil` when there is none.
    func newest(pipeline: String, profile: String) throws -> RunRecord? {
        guard try FileStatus.following(folder) != nil else { return nil }
        for name in try FileTree.names(in: folder).reversed() where name.hasSuffix(Self.suffix) {
            let record = try? RecordCoding.decode(
                RunRecord.self, from: try FileContent.read("\(folder)/\(name)"))
            if let record, record.pipeline == pipeline, record.profile == profile {
                return record
            }
        }
        return nil
    }
}
