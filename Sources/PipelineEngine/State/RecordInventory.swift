internal import FoundationEssentials
internal import GRDB

/// A record as far as its artifacts are concerned.
struct RecordedArtifacts: Hashable, Sendable {
    var fingerprint: Digest
    var stage: String
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
                    SELECT record.fingerprint, outputs, stage FROM record
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
                        outputs: outputs))
            }
            return records
        }
    }

    /// Forgets records whose artifacts are about to go.
    func forget(_ fingerprints: some Sequence<Digest>) throws {
        try connection.write { database in
            for fingerprint in fingerprints {
                for table in ["record", "record_detail", "latest"] {
                    let statement = try database.cachedStatement(
                        sql: "DELETE FROM \(table) WHERE fingerprint = ?")
                    try statement.execute(arguments: [Data(fingerprint.bytes)])
                }
            }
        }
    }
}
