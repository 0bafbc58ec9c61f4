internal import GRDB

/// The engine's memory, in SQLite. Everything in it can be made anew: a damaged or older file is
/// set aside and costs reruns, never a wrong result.
///
/// In WAL mode a killed writer leaves a whole database, and readers never wait for a writer. A
/// power cut may lose the last records (`synchronous = NORMAL`), which costs reruns as well.
struct StateDatabase: Sendable {
    /// Bumped with the tables below.
    private static let schemaVersion = 1

    private static let schema = """
        CREATE TABLE record (
            fingerprint BLOB PRIMARY KEY, outputs BLOB NOT NULL, wall_seconds REAL NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE record_detail (
            fingerprint BLOB PRIMARY KEY, manifest BLOB NOT NULL, stage TEXT NOT NULL,
            run TEXT NOT NULL, finished_at TEXT NOT NULL, user_seconds REAL NOT NULL,
            system_seconds REAL NOT NULL, peak_bytes INTEGER NOT NULL, provenance TEXT NOT NULL
        );
        CREATE TABLE latest (
            pipeline TEXT NOT NULL, profile TEXT NOT NULL, stage TEXT NOT NULL,
            fingerprint BLOB NOT NULL, PRIMARY KEY (pipeline, profile, stage)
        ) WITHOUT ROWID;
        CREATE TABLE file (
            path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, device INTEGER NOT NULL,
            digest BLOB NOT NULL, hashed_at_ns INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE published (
            owner TEXT NOT NULL, path TEXT NOT NULL, publication TEXT NOT NULL,
            digest BLOB NOT NULL, PRIMARY KEY (owner, path)
        ) WITHOUT ROWID;
        """

    let queue: DatabaseQueue
    let path: String

    /// Opens the database for a run, or makes it, and reads from it.
    ///
    /// - Parameter read: called again on an empty database when the first proves damaged.
    /// - Returns: also a message when a damaged file was set aside.
    static func openForWriting<Content>(
        _ path: String, read: (StateDatabase) throws -> Content
    ) throws -> (database: StateDatabase, content: Content, notice: String?) {
        do {
            let database = try connect(path)
            return (database, try read(database), nil)
        } catch let error as DatabaseError where isDamage(error) {
            let aside = try setAside(path)
            let database = try connect(path)
            let notice = damagedNotice(path: path, aside: aside, error)
            return (database, try read(database), notice)
        }
    }

    /// Opens the database for looking, and reads from it.
    ///
    /// - Returns: no database when there is none yet, or none that can be read, with a message
    ///   then.
    static func openForReading<Content>(
        _ path: String, read: (StateDatabase) throws -> Content
    ) throws -> (opened: (database: StateDatabase, content: Content)?, notice: String?) {
        guard try FileStatus.following(path) != nil else { return (nil, nil) }
        do {
            let database = StateDatabase(queue: try readOnlyQueue(path), path: path)
            guard try database.version() == schemaVersion else { return (nil, nil) }
            return ((database, try read(database)), nil)
        } catch let error as DatabaseError where isDamage(error) {
            return (nil, unreadableNotice(path: path, error))
        }
    }

    private func version() throws -> Int {
        try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }

    private static func readOnlyQueue(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError
            where error.resultCode == .SQLITE_CANTOPEN
            || error.resultCode == .SQLITE_READONLY
        {
            // In a folder that cannot be written to, a database that was closed properly has no
            // files beside it and cannot change under us.
            return try DatabaseQueue(
                path: "file:\(uriPath(path))?immutable=1", configuration: configuration)
        }
    }

    /// SQLite reads `?`, `#` and `%` of such a path as its own.
    private static func uriPath(_ path: String) -> String {
        path.reduce(into: "") { text, character in
            switch character {
            case "%": text += "%25"
            case "?": text += "%3f"
            case "#": text += "%23"
            default: text.append(character)
            }
        }
    }

    private static func connect(_ path: String) throws -> StateDatabase {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let database = StateDatabase(queue: queue, path: path)
        let version = try database.version()
        if version == schemaVersion { return database }
        guard version == 0 else { throw otherVersion(version) }
        try queue.write { database in
            try database.execute(sql: schema)
            try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
        }
        return database
    }

    /// Moves the database and its companions out of the way.
    private static func setAside(_ path: String) throws -> String {
        let aside = "\(path).damaged-\(RunID.make())"
        try FileTree.rename(path, to: aside)
        for suffix in ["-wal", "-shm"] { try FileTree.remove(path + suffix) }
        return aside
    }

    static func isDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
            // A table that should be there is not.
            || error.resultCode == .SQLITE_ERROR
    }
}

extension StateDatabase {
    fileprivate static func otherVersion(_ version: Int) -> DatabaseError {
        DatabaseError(
            resultCode: .SQLITE_NOTADB, message: "its format is \(version), not \(schemaVersion)")
    }

    fileprivate static func damagedNotice(
        path: String, aside: String, _ error: DatabaseError
    ) -> String {
        """
        the state '\(path)' was damaged (\(error.message ?? "unreadable")) and is now \
        '\(aside)'; stages run again, and what they make is compared with the store
        """
    }

    fileprivate static func unreadableNotice(path: String, _ error: DatabaseError) -> String {
        """
        the state '\(path)' is damaged (\(error.message ?? "unreadable")) and counts as empty; \
        the next run sets it aside
        """
    }
}
