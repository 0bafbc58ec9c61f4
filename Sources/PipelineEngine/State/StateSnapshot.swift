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
    ///
    /// - Parameter trial: the name under which runs with `--set` leave their state. It counts only
    ///   for stages that the profile itself has never finished: a trial is compared with the profile
    ///   that it varies, and a plain run only with plain ones.
    func snapshot(
        pipeline: String, profile: String, trial: String? = nil
    ) throws -> StateSnapshot {
        try connection.read(absent: StateSnapshot()) { database in
            var snapshot = StateSnapshot()
            let count = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM latest WHERE pipeline = ? AND profile IN (?, ?)",
                arguments: [pipeline, profile, trial ?? profile])
            snapshot.latest.reserveCapacity(count ?? 0)
            snapshot.made.reserveCapacity(count ?? 0)
            let stages = try Row.fetchCursor(
                database,
                sql: """
                    SELECT stage, latest.fingerprint, outputs, wall_seconds FROM latest
                    LEFT JOIN record ON record.fingerprint = latest.fingerprint
                    WHERE pipeline = ? AND profile IN (?, ?) ORDER BY profile = ?
                    """, arguments: [pipeline, profile, trial ?? profile, profile])
            while let row = try stages.next() {
                guard let fingerprint = try Self.digest(row.decode(atIndex: 1)) else {
                    continue
                }
                snapshot.latest[try row.decode(atIndex: 0)] = fingerprint
                snapshot.made[fingerprint] = Self.madeBefore(
                    outputs: try row.decode(atIndex: 2), seconds: try row.decode(atIndex: 3))
            }
            snapshot.files = StatCache(try Self.files(database))
            return snapshot
        }
    }

    private static func files(_ database: Database) throws -> [String: StatCache.Entry] {
        var entries: [String: StatCache.Entry] = [:]
        entries.reserveCapacity(try Int.fetchOne(database, sql: "SELECT count(*) FROM file") ?? 0)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT path, size, mtime_ns, ctime_ns, inode, device, digest, hashed_at_ns
                FROM file
                """)
        while let row = try rows.next() {
            guard let digest = try digest(row.decode(atIndex: 6)) else { continue }
            let identity = FileIdentity(
                size: try row.decode(atIndex: 1), modifiedNanoseconds: try row.decode(atIndex: 2),
                changedNanoseconds: try row.decode(atIndex: 3),
                inode: UInt64(bitPattern: try row.decode(atIndex: 4)),
                device: UInt64(bitPattern: try row.decode(atIndex: 5)))
            entries[try row.decode(atIndex: 0)] = StatCache.Entry(
                identity: identity, digest: digest,
                hashedAtNanoseconds: try row.decode(atIndex: 7))
        }
        return entries
    }

    /// - Returns: `nil` for a record that is absent or cannot be read, which is the same.
    func madeBefore(_ fingerprint: Digest) throws -> MadeBefore? {
        try connection.read(absent: nil) { database -> MadeBefore? in
            let statement = try database.cachedStatement(
                sql: "SELECT outputs, wall_seconds FROM record WHERE fingerprint = ?")
            guard
                let row = try Row.fetchOne(statement, arguments: [Data(fingerprint.bytes)])
            else { return nil }
            return Self.madeBefore(
                outputs: try row.decode(atIndex: 0), seconds: try row.decode(atIndex: 1))
        }
    }

    func manifest(_ fingerprint: Digest) throws -> Manifest? {
        try connection.read(absent: nil) { database -> Manifest? in
            let statement = try database.cachedStatement(
                sql: "SELECT manifest FROM record_detail WHERE fingerprint = ?")
            let content = try Data.fetchOne(statement, arguments: [Data(fingerprint.bytes)])
            return content.flatMap { try? Manifest(canonicalBytes: Array($0)) }
        }
    }

    func record(_ fingerprint: Digest) throws -> StageRecord? {
        try connection.read(absent: nil) { database -> StageRecord? in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT outputs, wall_seconds, manifest, stage, run, finished_at,
                        user_seconds, system_seconds, peak_bytes, provenance
                    FROM record JOIN record_detail USING (fingerprint) WHERE fingerprint = ?
                    """, arguments: [Data(fingerprint.bytes)])
            guard let row,
                let made = Self.madeBefore(
                    outputs: try row.decode(atIndex: 0), seconds: try row.decode(atIndex: 1)),
                let manifest = try? Manifest(
                    canonicalBytes: Array(try row.decode(Data.self, atIndex: 2))),
                let provenance = try? RecordCoding.decode(
                    [String: String].self,
                    from: Array(try row.decode(String.self, atIndex: 9).utf8))
            else { return nil }
            return StageRecord(
                fingerprint: fingerprint, manifest: manifest, outputs: made.outputs,
                stage: try row.decode(atIndex: 3), run: try row.decode(atIndex: 4),
                usage: ResourceUsage(
                    wallSeconds: made.wallSeconds, userSeconds: try row.decode(atIndex: 6),
                    systemSeconds: try row.decode(atIndex: 7),
                    peakBytes: try row.decode(atIndex: 8)),
                finishedAt: try row.decode(atIndex: 5), provenance: provenance)
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
