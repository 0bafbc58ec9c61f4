/// The engine's memory, in SQLite. Everything in it can be made anew: a damaged file is set aside
/// and costs reruns, never a wrong result.
///
/// In WAL mode a killed writer leaves a whole database, and readers never wait for a writer. A
/// power cut may lose the last records (`synchronous = NORMAL`), which costs reruns as well.
struct StateDatabase: Sendable {
    let connection: StateConnection

    /// Opens the database for a run, or makes it.
    ///
    /// - Throws: `StateError` for a file that is newer or can't be used.
    static func openForWriting(_ path: String) throws -> StateDatabase {
        StateDatabase(connection: try StateConnection(writing: path))
    }

    /// Opens the database for looking; `nil` when there is none yet.
    ///
    /// - Throws: `StateError` for a file that is newer or can't be used.
    static func openForReading(_ path: String) throws -> StateDatabase? {
        guard try FileStatus.following(path) != nil else { return nil }
        return StateDatabase(connection: try StateConnection(reading: path))
    }

    /// Messages about the file, such as that it was damaged.
    var notices: [String] { connection.notices }
}
