internal import GRDB
internal import Synchronization

/// The open state file. When it proves damaged, even in the middle of a run, a run sets it aside
/// and goes on with an empty one, and a reader takes what it asked for as absent.
final class StateConnection: Sendable {
    private struct Held {
        /// `nil` for a reader whose file is damaged, and for a writer that was closed.
        var queue: DatabaseQueue?
        var notices: [String] = []
        var wasReplaced = false
        var hasWritten = false
    }

    private let path: String
    private let isReader: Bool
    private let held: Mutex<Held>

    /// Opens the database for a run, or makes it.
    init(writing path: String) throws {
        self.path = path
        isReader = false
        held = Mutex(Held())
        try held.withLock { held in
            do {
                held.queue = try StateFile.openForWriting(path)
            } catch let error as DatabaseError where StateFile.isDamage(error) {
                try Self.replace(&held, path: path, error)
            }
        }
    }

    /// Opens the database, which exists, for looking.
    init(reading path: String) throws {
        self.path = path
        isReader = true
        held = Mutex(Held())
        try held.withLock { held in
            do {
                held.queue = try StateFile.openForReading(path)
            } catch let error as DatabaseError where StateFile.isDamage(error) {
                Self.giveUp(&held, path: path, error)
            }
        }
    }

    /// Messages such as that the file was damaged.
    var notices: [String] { held.withLock { $0.notices } }

    /// Whether what was read before is no longer in the file.
    var wasReplaced: Bool { held.withLock { $0.wasReplaced } }

    /// - Parameter absent: the answer of a file that cannot be read.
    /// - Throws: `StateError` when something other than the file's content is wrong.
    func read<Answer: Sendable>(
        absent: Answer, _ body: (Database) throws -> Answer
    ) throws -> Answer {
        try held.withLock { held in
            if held.queue == nil, !isReader { held.queue = try StateFile.openForWriting(path) }
            guard let queue = held.queue else { return absent }
            do {
                return try queue.read(body)
            } catch let error where StateFile.isDamage(error) {
                if isReader {
                    Self.giveUp(&held, path: path, error)
                } else {
                    try Self.replace(&held, path: path, error)
                }
                return absent
            } catch let error as DatabaseError {
                throw StateError.failed(path, reason: StateFile.reason(error))
            }
        }
    }

    /// - Throws: `StateError` when something other than the file's content is wrong.
    func write(_ body: (Database) throws -> Void) throws {
        try held.withLock { held in
            // Whoever changes the state may make what a stamp says untrue.
            if !held.hasWritten {
                try? FileTree.remove(ProjectSpace.freshStampFolder(beside: path))
            }
            held.hasWritten = true
            do {
                if held.queue == nil { held.queue = try StateFile.openForWriting(path) }
                try held.queue?.write(body)
            } catch let error where StateFile.isDamage(error) {
                try Self.replace(&held, path: path, error)
                try held.queue?.write(body)
            } catch let error as DatabaseError {
                throw StateError.failed(path, reason: StateFile.reason(error))
            }
        }
    }

    /// Puts everything into the one file; what is written later opens it again.
    func close() {
        held.withLock { held in
            try? held.queue?.close()
            held.queue = nil
        }
    }

    private static func replace(
        _ held: inout Held, path: String, _ error: any Error
    ) throws {
        // It is damaged: what closing it would still write is of no use.
        try? held.queue?.close()
        held.queue = nil
        let aside = try StateFile.setAside(path)
        held.queue = try StateFile.openForWriting(path)
        held.wasReplaced = true
        held.notices.append(damaged(path: path, aside: aside, StateFile.reason(error)))
    }

    private static func giveUp(_ held: inout Held, path: String, _ error: any Error) {
        held.queue = nil
        held.notices.append(unreadable(path: path, StateFile.reason(error)))
    }
}

extension StateConnection {
    fileprivate static func damaged(path: String, aside: String, _ reason: String) -> String {
        """
        the state '\(path)' was damaged (\(reason)) and is now '\(aside)'; stages run again, and \
        what they make is compared with the store
        """
    }

    fileprivate static func unreadable(path: String, _ reason: String) -> String {
        """
        the state '\(path)' is damaged (\(reason)) and counts as empty; the next run sets it aside
        """
    }
}
