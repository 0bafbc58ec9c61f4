internal import FoundationEssentials
internal import GRDB

/// Which pipeline and profile a stage's name belongs to.
struct StageScope: Hashable, Sendable {
    var pipeline: String
    var profile: String
}

extension StateDatabase {
    /// Keeps records whose artifacts are in the store already, as their stages' latest: all of them
    /// or none.
    func save(_ records: [StageRecord], scope: StageScope) throws {
        try connection.write { database in
            for record in records {
                try Self.insert(record, into: database)
                try Self.setLatest(
                    database, scope: scope, stage: record.stage,
                    fingerprint: Data(record.fingerprint.bytes))
            }
        }
    }

    static func insert(_ record: StageRecord, into database: Database) throws {
        let provenance =
            record.provenance.isEmpty
            ? "{}"
            : String(
                decoding: try RecordCoding.encode(record.provenance, pretty: false), as: UTF8.self)
        let fingerprint = Data(record.fingerprint.bytes)
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO record VALUES (?, ?, ?)")
            .execute(arguments: [
                fingerprint, Data(RecordedOutputCoding.encode(record.outputs)),
                record.usage.wallSeconds,
            ])
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO record_detail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            fingerprint, Data(record.manifest.canonicalBytes), record.stage, record.run,
            record.finishedAt, record.usage.userSeconds, record.usage.systemSeconds,
            record.usage.peakBytes, provenance,
        ])
    }

    /// Puts what a plan needs of records into a file that has lost them.
    func restore(_ made: [Digest: MadeBefore]) throws {
        try connection.write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO record VALUES (?, ?, ?)")
            for (fingerprint, made) in made {
                try statement.execute(arguments: [
                    Data(fingerprint.bytes), Data(RecordedOutputCoding.encode(made.outputs)),
                    made.wallSeconds,
                ])
            }
        }
    }

    /// Notes that stages are finished with records that were there already.
    func saveLatest(_ latest: [String: Digest], scope: StageScope) throws {
        guard !latest.isEmpty else { return }
        try connection.write { database in
            for (stage, fingerprint) in latest.sorted(by: { $0.key < $1.key }) {
                try Self.setLatest(
                    database, scope: scope, stage: stage, fingerprint: Data(fingerprint.bytes))
            }
        }
    }

    func saveFiles(_ entries: [String: StatCache.Entry]) throws {
        guard !entries.isEmpty else { return }
        try connection.write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            for (path, entry) in entries {
                let identity = entry.identity
                try statement.execute(arguments: [
                    path, identity.size, identity.modifiedNanoseconds,
                    identity.changedNanoseconds, Int64(bitPattern: identity.inode),
                    Int64(bitPattern: identity.device), Data(entry.digest.bytes),
                    entry.hashedAtNanoseconds,
                ])
            }
        }
    }

    private static func setLatest(
        _ database: Database, scope: StageScope, stage: String, fingerprint: Data
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)")
        try statement.execute(arguments: [scope.pipeline, scope.profile, stage, fingerprint])
    }
}

/// A file that a figure put into the results folder.
struct PublishedFile: Hashable, Sendable {
    /// Relative to the project root.
    var path: String
    /// The publication that it belongs to, relative to the project root as well.
    var publication: String
    var digest: Digest
}

extension StateDatabase {
    /// What each of the owners published last.
    func published(by owners: [String]) throws -> [String: [PublishedFile]] {
        try connection.read(absent: [:]) { database in
            var files: [String: [PublishedFile]] = [:]
            for owner in owners {
                let rows = try Row.fetchCursor(
                    database,
                    sql: "SELECT path, publication, digest FROM published WHERE owner = ?",
                    arguments: [owner])
                while let row = try rows.next() {
                    guard let digest = try Self.digest(row.decode(atIndex: 2)) else { continue }
                    files[owner, default: []].append(
                        PublishedFile(
                            path: try row.decode(atIndex: 0),
                            publication: try row.decode(atIndex: 1), digest: digest))
                }
            }
            return files
        }
    }

    /// What other pipelines have published in a folder.
    ///
    /// - Parameters:
    ///   - folder: relative to the project root, with a slash at its end.
    ///   - pipeline: the one that is not asked for.
    func published(
        below folder: String, besides pipeline: String
    ) throws -> [(path: String, owner: String)] {
        try connection.read(absent: []) { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT path, owner FROM published
                    WHERE substr(path, 1, length(?1)) = ?1 AND substr(owner, 1, length(?2)) <> ?2
                    ORDER BY path, owner
                    """, arguments: [folder, "\(pipeline)/"])
            return try rows.map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) }
        }
    }

    func savePublished(_ files: [PublishedFile], by owner: String) throws {
        try connection.write { database in
            try database.execute(
                sql: "DELETE FROM published WHERE owner = ?", arguments: [owner])
            for file in files {
                try database.execute(
                    sql: "INSERT INTO published VALUES (?, ?, ?, ?)",
                    arguments: [owner, file.path, file.publication, Data(file.digest.bytes)])
            }
        }
    }
}
