internal import FoundationEssentials
internal import GRDB

/// What planning one pipeline under one profile needs, read at once.
struct StateSnapshot: Sendable {
    /// The fingerprint with which each stage was last finished, by stage name.
    var latest: [String: Digest] = [:]
    var made: [Digest: MadeBefore] = [:]
    var files = StatCache()
}

extension StateDatabase {
    /// Reads the state of one pipeline; other pipelines' records stay where they are.
    func snapshot(pipeline: String, profile: String) throws -> StateSnapshot {
        try queue.read { database in
            var snapshot = StateSnapshot()
            let stages = try Row.fetchCursor(
                database,
                sql: """
                    SELECT stage, latest.fingerprint, outputs, wall_seconds FROM latest
                    LEFT JOIN record ON record.fingerprint = latest.fingerprint
                    WHERE pipeline = ? AND profile = ?
                    """, arguments: [pipeline, profile])
            while let row = try stages.next() {
                guard let fingerprint = Self.digest(row[1]) else { continue }
                snapshot.latest[row[0]] = fingerprint
                snapshot.made[fingerprint] = Self.madeBefore(outputs: row[2], seconds: row[3])
            }
            snapshot.files = StatCache(try Self.files(database))
            return snapshot
        }
    }

    private static func files(_ database: Database) throws -> [String: StatCache.Entry] {
        var entries: [String: StatCache.Entry] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT path, size, mtime_ns, ctime_ns, inode, device, digest, hashed_at_ns
                FROM file
                """)
        while let row = try rows.next() {
            guard let digest = digest(row[6]) else { continue }
            let identity = FileIdentity(
                size: row[1], modifiedNanoseconds: row[2], changedNanoseconds: row[3],
                inode: UInt64(bitPattern: row[4]), device: UInt64(bitPattern: row[5]))
            entries[row[0]] = StatCache.Entry(
                identity: identity, digest: digest, hashedAtNanoseconds: row[7])
        }
        return entries
    }

    /// - Returns: `nil` for a record that is absent or cannot be read, which is the same.
    func madeBefore(_ fingerprint: Digest) throws -> MadeBefore? {
        try queue.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT outputs, wall_seconds FROM record WHERE fingerprint = ?")
            guard
                let row = try Row.fetchOne(statement, arguments: [Data(fingerprint.bytes)])
            else { return nil }
            return Self.madeBefore(outputs: row[0], seconds: row[1])
        }
    }

    func manifest(_ fingerprint: Digest) throws -> Manifest? {
        try queue.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT manifest FROM record_detail WHERE fingerprint = ?")
            let content = try Data.fetchOne(statement, arguments: [Data(fingerprint.bytes)])
            return content.flatMap { try? Manifest(canonicalBytes: Array($0)) }
        }
    }

    func record(_ fingerprint: Digest) throws -> StageRecord? {
        try queue.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT outputs, wall_seconds, manifest, stage, run, finished_at,
                        user_seconds, system_seconds, peak_bytes, provenance
                    FROM record JOIN record_detail USING (fingerprint) WHERE fingerprint = ?
                    """, arguments: [Data(fingerprint.bytes)])
            guard let row, let made = Self.madeBefore(outputs: row[0], seconds: row[1]),
                let manifest = try? Manifest(canonicalBytes: Array(row[2] as Data))
            else { return nil }
            let provenance = try RecordCoding.decode(
                [String: String].self, from: Array((row[9] as String).utf8))
            return StageRecord(
                fingerprint: fingerprint, manifest: manifest, outputs: made.outputs,
                stage: row[3], run: row[4],
                usage: ResourceUsage(
                    wallSeconds: made.wallSeconds, userSeconds: row[6], systemSeconds: row[7],
                    peakBytes: row[8]),
                finishedAt: row[5], provenance: provenance)
        }
    }

    private static func madeBefore(outputs: Data?, seconds: Double?) -> MadeBefore? {
        guard let outputs, let seconds,
            let decoded = try? RecordedOutputCoding.decode(Array(outputs))
        else { return nil }
        return MadeBefore(outputs: decoded, wallSeconds: seconds)
    }

    static func digest(_ content: Data?) -> Digest? { content.flatMap { Digest(bytes: $0) } }
}
