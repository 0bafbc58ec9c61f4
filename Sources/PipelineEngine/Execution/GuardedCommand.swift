internal import Dispatch
internal import Glibc
internal import ProcessControl

/// A command under the eyes of a guard, which ends it with all its descendants when it is asked to or
/// this process is gone.
final class GuardedCommand: Sendable {
    // The guard's own thread of events; what happens there takes microseconds.
    private static let events = DispatchQueue(label: "nrc-pipe.guards")

    /// This process's end of the channel; no other process has it.
    private let channel: Int32

    /// - Parameter channel: closed with this object.
    init(channel: Int32) { self.channel = channel }

    deinit { close(channel) }

    /// Tells the guard what to run.
    ///
    /// - Throws: `GuardError.gone`.
    func send(_ request: [UInt8]) throws(GuardError) {
        let length = UInt32(request.count)
        let message = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + request
        var sent = 0
        while sent < message.count {
            let count = unsafe message[sent...].withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    channel, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .gone }
            sent += count
        }
    }

    /// Asks the command to end; a second time, or when its grace time is over, it is killed.
    func stop() {
        var byte: UInt8 = 1
        // A guard that does not read has more such requests than it needs.
        unsafe Glibc.send(channel, &byte, 1, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    /// Has the command killed at once.
    func cut() { shutdown(channel, Int32(SHUT_WR)) }

    /// Waits for the end of the command and of its descendants.
    ///
    /// - Returns: `nil` when the guard was ended before them.
    func report() async -> GuardReport? {
        await withCheckedContinuation { continuation in
            let source = DispatchSource.makeReadSource(
                fileDescriptor: channel, queue: Self.events)
            let cancellation = SourceCancellation(source: source)
            source.setEventHandler { cancellation.cancel() }
            source.setCancelHandler { continuation.resume(returning: self.receive()) }
            source.resume()
        }
    }

    private func receive() -> GuardReport? {
        var report = nrc_guard_report()
        let size = MemoryLayout<nrc_guard_report>.size
        var count: Int
        repeat {
            count = unsafe recv(channel, &report, size, Int32(MSG_WAITALL))
        } while count < 0 && errno == EINTR
        return count == size ? GuardReport(report) : nil
    }
}
