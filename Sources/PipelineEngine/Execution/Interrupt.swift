internal import Dispatch
internal import Glibc
internal import ProcessControl

/// A request from outside to end the run.
package enum Interrupt: Hashable, Sendable {
    /// SIGINT: Ctrl-C.
    case interrupt
    /// SIGTERM, or SIGHUP of a terminal that was closed.
    case terminate

    /// The signals to this process from now on; they end it again when the stream is dropped. One
    /// stream at a time.
    ///
    /// Children start with the signals' default actions all the same.
    package static func signals() -> AsyncStream<Interrupt> {
        AsyncStream { continuation in
            let descriptor = nrc_watch_interrupts()
            // Without a pipe the signals keep their default actions and end the process.
            guard descriptor >= 0 else { return }
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
            source.setEventHandler {
                var number: UInt8 = 0
                while unsafe read(descriptor, &number, 1) == 1 {
                    continuation.yield(Int32(number) == SIGINT ? .interrupt : .terminate)
                }
            }
            source.setCancelHandler { nrc_unwatch_interrupts() }
            source.resume()
            let cancellation = SourceCancellation(source: source)
            continuation.onTermination = { _ in cancellation.cancel() }
        }
    }
}
