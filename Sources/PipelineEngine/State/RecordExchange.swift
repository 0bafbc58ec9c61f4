internal import FoundationEssentials
internal import GRDB

extension StateDatabase {
    /// Takes records in that another machine made, all or none; what stages were last finished with
    /// here stays.
    func importRecords(
        _ records: [StageRecord], latest: [String: Digest], scope: StageScope
    ) throws {
        try connection.write { database in
            for record in records { try Self.insert(record, into: database) }
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO latest VALUES (?, ?, ?, ?)")
            for (stage, fingerprint) in latest.sorted(by: { $0.key < $1.key }) {
                try statement.execute(
                    arguments: [scope.pipeline, scope.profile, stage, Data(fingerprint.bytes)])
            }
        }
    }

    /// The stages of which the newest record is a run's.
    func stages(madeIn run: String) throws -> Set<String> {
        try connection.read(absent: []) { database in
            try String.fetchSet(
                database, sql: "SELECT stage FROM record_detail WHERE run = ?", arguments: [run])
        }
    }

    /// What a run made of a stage.
    func record(madeBy stage: String, run: String) throws -> StageRecord? {
        let fingerprint = try connection.read(absent: nil) { database -> Digest? in
            let found = try Data.fetchOne(
                database,
                sql: "SELECT fingerprint FROM record_detail WHERE stage = ? AND run = ?",
                arguments: [stage, run])
            return Self.digest(found)
        }
        return try fingerprint.flatMap { try record($0) }
    }
}
