internal import PipelineEngine

/// Work that Ctrl-C cancels, so that it can take back what it has begun before the program ends.
enum Interruptible {
    /// - Parameter work: hears of the interrupt as its task's cancellation.
    /// - Throws: `CommandFailure` where it was interrupted before it had succeeded; else what the
    ///   work throws.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        // From here on signals are heard.
        let signals = Interrupt.signals()
        let working = Task { try await work() }
        let listening = Task { () -> Interrupt? in
            for await interrupt in signals {
                working.cancel()
                return interrupt
            }
            return nil
        }
        let result = await working.result
        listening.cancel()
        guard case .failure = result, let interrupt = await listening.value else {
            return try result.get()
        }
        throw CommandFailure(interrupt.exitStatus)
    }
}
