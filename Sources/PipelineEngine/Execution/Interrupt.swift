internal import Dispatch
internal import Glibc

/// A request from outside to end the run.
package enum Interrupt: Hashable, Sendable {
    /// SIGINT: Ctrl-C.
    case interrupt
    /// SIGTERM, or SIGHUP of a terminal that was closed.
    case terminate

    /// What a shell expects of a program that was ended so.
    package var exitCode: Int32 {
        switch self {
        case .interrupt: 128 + SIGINT
        case .terminate: 128 + SIGTERM
        }
    }

    /// The signals to this process from now on; they end it again when the stream is dropped.
    ///
    /// Children start with the signals' default actions all the same.
    package static func signals() -> AsyncStream<Interrupt> {
        AsyncStream { continuation in
            let sources = SignalSources([SIGINT, SIGTERM, SIGHUP]) { number in
                continuation.yield(number == SIGINT ? .interrupt : .terminate)
            }
            continuation.onTermination = { _ in sources.cancel() }
        }
    }
}

/// `@unchecked Sendable`: the sources are never replaced, and any thread may cancel one.
private final class SignalSources: @unchecked Sendable {
    private let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]

    init(_ numbers: [Int32], handler: @escaping @Sendable (Int32) -> Void) {
        self.numbers = numbers
        sources = numbers.map { number in
            // Else the default action would end the process before the source is asked.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { handler(number) }
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}
