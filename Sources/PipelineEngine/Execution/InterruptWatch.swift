internal import Synchronization

/// The requests to end a run, heard from its first event to its last one. They are acted upon while
/// stages run and just before; planning and publishing are short and go on to their ends.
final class InterruptWatch: Sendable {
    private struct State {
        var heard: [Interrupt] = []
        var listener: (@Sendable (Interrupt) -> Void)?
    }

    private final class Ear: Sendable {
        let state = Mutex(State())

        func hear(_ interrupt: Interrupt) {
            let listener = state.withLock { state in
                state.heard.append(interrupt)
                return state.listener
            }
            listener?(interrupt)
        }
    }

    private let ear = Ear()
    private let listening: Task<Void, Never>

    init(_ interrupts: AsyncStream<Interrupt>) {
        listening = Task.detached { [ear] in
            for await interrupt in interrupts { ear.hear(interrupt) }
        }
    }

    deinit { listening.cancel() }

    var first: Interrupt? { ear.state.withLock { $0.heard.first } }

    /// Calls the listener with what was heard already and with what will be, until `ignore()`.
    func listen(_ listener: @escaping @Sendable (Interrupt) -> Void) {
        let heard = ear.state.withLock { state in
            state.listener = listener
            return state.heard
        }
        for interrupt in heard { listener(interrupt) }
    }

    /// Does work that is cancelled as soon as an interrupt is heard, or was.
    func cancelling<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let working = Task { try await work() }
        listen { _ in working.cancel() }
        defer { ignore() }
        return try await working.value
    }

    func ignore() { ear.state.withLock { $0.listener = nil } }
}
