internal import FoundationEssentials
internal import GRDB

/// A record as far as its artifacts are concerned.
struct RecordedArtifacts: Hashable, Sendable {
    var fingerprint: Digest
    var stage: String
    /// That made them.
    var run: String?
    var outputs: [RecordedOutput]
}

extension StateDatabase {
    /// Every record that can be read, whatever pipeline it belongs to, in the order of stages.
    func inventory() throws -> [RecordedArtifacts] {
        try connection.read(absent: []) { database in
            var records: [RecordedArtifacts] = []
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT record.fingerprint, outputs, stage, run FROM record
                    LEFT JOIN record_detail USING (fingerprint) ORDER BY stage, finished_at
                    """)
            while let row = try rows.next() {
                guard let fingerprint = try Self.digest(row.decode(atIndex: 0)),
                    let outputs = try? RecordedOutputCoding.decode(
                        Array(try row.decode(Data.self, atIndex: 1)))
                else { continue }
                records.append(
                    RecordedArtifacts(
                        fingerprint: fingerprint, stage: try row.decode(atIndex: 2) ?? "?",
                        run: try row.decode(atIndex: 3),
                        outputs: outputs))
            }
            return records
        }
    }

    /// With what any stage was last finished, whatever pipeline and profile it belongs to.
    func allLatest() throws -> Set<Digest> {
        try connection.read(absent: []) { database in
            var latest: Set<Digest> = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT DISTINCT fingerprint FROM latest")
            while let row = try rows.next() {
                if let fingerprint = try Self.digest(row.decode(atIndex: 0)) {
                    latest.insert(fingerprint)
                }
            }
            return latest
        }
    }

    /// Forgets records whose artifacts are about to go; not one that has been made anew, with
    /// other artifacts, since it was read.
    func forget(_ records: some Sequence<RecordedArtifacts>) throws {
        try connection.write { database in
            for record in records {
                let fingerprint = Data(record.fingerprint.bytes)
                try database.cachedStatement(
                    sql: "DELETE FROM record WHERE fingerprint = ? AND outputs = ?"
                ).execute(arguments: [
                    fingerprint, Data(RecordedOutputCoding.encode(record.outputs)),
                ])
                guard database.changesCount > 0 else { continue }
                for table in ["record_detail", "latest"] {
                    try database.cachedStatement(
                        sql: "DELETE FROM \(table) WHERE fingerprint = ?"
                    ).execute(arguments: [fingerprint])
                }
            }
        }
    }
}
