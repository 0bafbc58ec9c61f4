internal import Glibc
internal import PipelineEngine

/// The file of `--events`: one JSON object a line, written as it happens.
final class EventFile {
    private let descriptor: Int32

    /// Begins the file anew.
    init(_ path: String) throws {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw CommandFailure(.invalid, "error: cannot write --events '\(path)': \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// A reader of events that cannot be served does not stop the run.
    func append(_ event: ExecutionEvent) {
        guard let line = try? event.line() else { return }
        var remaining = Array(line.utf8)[...]
        while !remaining.isEmpty {
            let count = unsafe remaining.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR { return }
            remaining = remaining.dropFirst(max(count, 0))
        }
    }
}
