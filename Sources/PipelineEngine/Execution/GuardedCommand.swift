internal import Dispatch
internal import Glibc
internal import ProcessControl
internal import Synchronization

/// A command under the eyes of a guard, which ends it with all its descendants when it is asked to or
/// this process is gone.
final class GuardedCommand: Sendable {
    // The guard's own thread of events; what happens there takes microseconds.
    private static let events = DispatchQueue(label: "nrc-pipe.guards")
    /// Dispatch has been seen to tell nothing of a channel whose other end was closed just after it had
    /// told of what came through; so somebody looks from time to time.
    private static let looks = RegularLooks(on: events, secondsBetween: 2)

    /// This process's end of the channel; no other process has it.
    private let channel: Int32
    private let answer = Mutex(Answer())

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
    /// - Returns: `nil` when the guard was ended before them; by then it has no children any more.
    func report() async -> GuardReport? {
        await withCheckedContinuation { continuation in
            let source = DispatchSource.makeReadSource(
                fileDescriptor: channel, queue: Self.events)
            let cancellation = SourceCancellation(source: source)
            // The channel is closed when the source has let go of it, and of this object with it.
            let look: @Sendable () -> Void = {
                guard self.receive(), self.takesEnd() else { return }
                cancellation.cancel()
                Self.looks.end(of: self)
                continuation.resume(returning: self.result())
            }
            source.setEventHandler(handler: look)
            Self.looks.add(for: self, look)
            source.resume()
        }
    }

    /// Whether nobody has heard of the end before.
    private func takesEnd() -> Bool {
        answer.withLock { answer in
            defer { answer.isTaken = true }
            return !answer.isTaken
        }
    }

    /// Takes what has come.
    ///
    /// - Returns: whether no more will.
    private func receive() -> Bool {
        answer.withLock { answer in
            let missing = Answer.byteCount - answer.bytes.count
            var bytes = [UInt8](repeating: 0, count: missing)
            let count = unsafe recv(channel, &bytes, missing, Int32(MSG_DONTWAIT))
            guard count > 0 else { return count == 0 || (errno != EAGAIN && errno != EINTR) }
            answer.bytes += bytes[..<count]
            answer.openGuard()
            return count == missing
        }
    }

    private func result() -> GuardReport? {
        answer.withLock { answer in
            if let report = answer.report { return GuardReport(report) }
            // The channel is closed before the kernel gives what the guard had adopted to somebody
            // else, who is to end it.
            answer.waitForGuard()
            return nil
        }
    }

    /// What the guard sends: its process id at once, its report at the end.
    private struct Answer: ~Copyable {
        private static let idCount = MemoryLayout<pid_t>.size
        static let byteCount = idCount + MemoryLayout<nrc_guard_report>.size
        private static let longestEnd: Int32 = 10_000

        var bytes: [UInt8] = []
        var isTaken = false
        /// -1 as long as it is not known.
        private var guardian: Int32 = -1

        deinit { if guardian >= 0 { close(guardian) } }

        mutating func openGuard() {
            guard guardian < 0, bytes.count >= Self.idCount else { return }
            let id = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: pid_t.self) }
            guardian = nrc_open_process(id)
        }

        var report: nrc_guard_report? {
            guard bytes.count == Self.byteCount else { return nil }
            return unsafe bytes.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: Self.idCount, as: nrc_guard_report.self)
            }
        }

        func waitForGuard() {
            guard guardian >= 0 else { return }
            var state = pollfd(fd: guardian, events: Int16(POLLIN), revents: 0)
            while unsafe poll(&state, 1, Self.longestEnd) < 0, errno == EINTR {}
        }
    }
}
