internal import Dispatch
internal import PipelineLanguage
internal import Synchronization

/// Writes the records of finished stages, all that wait at once.
///
/// Forcing data to the disk takes as long for a hundred small files as for one. So while it goes on
/// for some stages, others only queue up, and are the next batch. The order is what matters: first the
/// artifacts of a batch are on the disk, under their names; then its records are written, in one
/// transaction; then its stages count as finished. A process that is killed, or a machine that is
/// switched off, in between leaves artifacts without a record, which are made again.
final class RecordWriter: Sendable {
    struct Entry: Sendable {
        var stage: StageID
        var record: StageRecord
    }

    private struct State {
        var waiting: [Entry] = []
        var isWriting = false
    }

    private let database: StateDatabase
    private let store: ArtifactStore
    private let scope: StageScope
    private let onWritten: @Sendable ([StageID], (any Error)?) -> Void
    // Not a task's thread: there is one for each core, and the disk makes whoever asks it wait.
    private let queue = DispatchQueue(label: "nrc-pipe.records")
    private let state = Mutex(State())

    /// - Parameter onWritten: called with each batch, and with what went wrong with it; on a thread
    ///   of its own.
    init(
        database: StateDatabase, store: ArtifactStore, scope: StageScope,
        onWritten: @escaping @Sendable ([StageID], (any Error)?) -> Void
    ) {
        self.database = database
        self.store = store
        self.scope = scope
        self.onWritten = onWritten
    }

    /// Writes the record as soon as those before it are written.
    func add(_ entry: Entry) {
        let startsWriting = state.withLock { state in
            state.waiting.append(entry)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if startsWriting { queue.async { self.writeAll() } }
    }

    private func writeAll() {
        while let batch = nextBatch() {
            var problem: (any Error)?
            do {
                try store.synchronise(batch.flatMap { $0.record.outputs.map(\.artifact) })
                try database.save(batch.map(\.record), scope: scope)
            } catch {
                problem = error
            }
            onWritten(batch.map(\.stage), problem)
        }
    }

    private func nextBatch() -> [Entry]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
