internal import Glibc
internal import PipelineEngine

/// The file of `--events`: one JSON object a line, written as it happens, or at most a tick later.
final class EventFile {
    private let path: String
    private let descriptor: Int32
    /// What kept an event from being written whole.
    private(set) var failure: CommandFailure?
    private var hasEnded = false
    /// Lines about stages that were fresh, of which there may be 100,000 in a second: they are written
    /// with the next other one, or by `flush`.
    private var pending: [UInt8] = []
    private static let mostPending = 1 << 16

    /// Begins the file anew.
    init(_ path: String) throws {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(.invalid, Self.unwritable(path, errno))
        }
    }

    private static func unwritable(_ path: String, _ code: Int32) -> String {
        unsafe "error: cannot write --events '\(path)': \(String(cString: strerror(code)))"
    }

    deinit { close(descriptor) }

    /// A reader of events that cannot be served does not stop the run, which ends with a failure.
    func append(_ event: ExecutionEvent) {
        guard !hasEnded, let line = try? event.line() else { return }
        pending += line.utf8
        if case .stageFinished(_, .reused, _) = event.change, pending.count < Self.mostPending {
            return
        }
        flush()
    }

    /// Writes what was not worth a call of its own.
    func flush() {
        guard !pending.isEmpty, !hasEnded else { return }
        var remaining = pending[...]
        pending = []
        while !remaining.isEmpty {
            let count = unsafe remaining.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR {
                // A pipe's reader that went away has got what it wanted.
                if errno != EPIPE {
                    failure = CommandFailure(.stageFailed, Self.unwritable(path, errno))
                }
                hasEnded = true
                return
            }
            remaining = remaining.dropFirst(max(count, 0))
        }
    }
}
