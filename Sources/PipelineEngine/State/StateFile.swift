internal import GRDB

/// The SQLite file of the engine's memory: its tables, and what opening one can find.
enum StateFile {
    /// Bumped with the tables below.
    static let schemaVersion = 1

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

    /// Opens the file for a run, or makes it.
    ///
    /// - Throws: a `DatabaseError` for damage, a `StateError` for all else.
    static func openForWriting(_ path: String) throws -> DatabaseQueue {
        try opening(path) {
            var configuration = configuration
            configuration.prepareDatabase { database in
                try database.execute(
                    sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let version = try version(of: queue)
            if version == schemaVersion { return queue }
            try refuse(newer: version, path: path)
            guard version == 0 else { throw otherVersion(version) }
            try queue.write { database in
                try database.execute(sql: schema)
                try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
            }
            return queue
        }
    }

    /// Opens the file, which exists, for looking.
    ///
    /// - Returns: `nil` for an older file, whose records the next run can't use either.
    /// - Throws: a `DatabaseError` for damage, a `StateError` for all else.
    static func openForReading(_ path: String) throws -> DatabaseQueue? {
        try opening(path) {
            let queue = try readOnlyQueue(path)
            let version = try version(of: queue)
            try refuse(newer: version, path: path)
            return version == schemaVersion ? queue : nil
        }
    }

    /// What identifies the content of a file that nobody has open.
    ///
    /// - Returns: `nil` where there is none, or part of it is in a log beside it.
    static func closedIdentity(_ path: String) -> FileIdentity? {
        if let log = (try? FileStatus.following(path + "-wal")).flatMap(\.self),
            log.identity.size > 0
        {
            return nil
        }
        return (try? FileStatus.following(path)).flatMap(\.self)?.identity
    }

    /// Moves the file and its companions out of the way.
    static func setAside(_ path: String) throws -> String {
        let aside = "\(path).damaged-\(RunID.make())"
        try FileTree.rename(path, to: aside)
        for suffix in ["-wal", "-shm"] { try FileTree.remove(path + suffix) }
        return aside
    }

    /// Whether it is the file's content that is wrong.
    static func isDamage(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return error is RowDecodingError }
        return error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
            // A table that should be there is not.
            || error.resultCode == .SQLITE_ERROR
    }

    static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "a value is of the wrong type" }
        return error.message ?? "unreadable"
    }

    private static func opening<Queue>(
        _ path: String, _ open: () throws -> Queue
    ) throws -> Queue {
        if try FileStatus.following(path)?.kind == .folder {
            throw StateError.failed(path, reason: "it is a folder")
        }
        do {
            return try open()
        } catch let error as DatabaseError where !isDamage(error) {
            throw StateError.failed(path, reason: reason(error))
        }
    }

    private static func version(of queue: DatabaseQueue) throws -> Int {
        try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }

    private static func refuse(newer version: Int, path: String) throws {
        guard version > schemaVersion else { return }
        throw StateError.newer(path, version: version, supported: schemaVersion)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        // Stages are in the order of their names and records in that of their fingerprints: with
        // SQLite's own 2 MB, pages of 100,000 stages would be read from the file again and again.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -65536") }
        return configuration
    }

    private static func readOnlyQueue(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration
        configuration.readonly = true
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
}

/// The state cannot be used as it is, and it is not for the engine to put that right.
package enum StateError: Error, Hashable {
    /// Written by a newer program.
    case newer(String, version: Int, supported: Int)
    case failed(String, reason: String)
}

extension StateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .newer(let path, let version, let supported):
            """
            the state '\(path)' has format \(version), written by a newer nrc-pipe; this one \
            knows formats up to \(supported): use the newer one, or move the file away, after \
            which stages run again
            """
        case .failed(let path, let reason):
            """
            cannot use the state '\(path)': \(reason); see that it is a file that may be written \
            to and that the disk has room, or move it away, after which stages run again
            """
        }
    }
}

extension StateFile {
    fileprivate static func otherVersion(_ version: Int) -> DatabaseError {
        DatabaseError(
            resultCode: .SQLITE_NOTADB, message: "its format is \(version), not \(schemaVersion)")
    }
}
