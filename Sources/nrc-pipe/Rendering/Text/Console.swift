internal import Glibc

/// Results go to standard output, everything about the work itself to standard error.
struct Console: Sendable {
    /// Whether standard error is a terminal that a live view can be drawn on.
    let isLive: Bool
    let usesColourForResults: Bool
    let usesColourForProgress: Bool

    /// - Parameter environment: `NO_COLOR` and `TERM=dumb` switch colour off, `CI` the live view.
    init(environment: (String) -> String? = Self.environmentVariable) {
        let isDumb = environment("TERM") == "dumb"
        let forbidsColour = isDumb || !(environment("NO_COLOR") ?? "").isEmpty
        let isContinuousIntegration = !(environment("CI") ?? "").isEmpty
        let progressIsTerminal = isatty(STDERR_FILENO) == 1
        isLive = progressIsTerminal && !isDumb && !isContinuousIntegration
        usesColourForProgress = progressIsTerminal && !forbidsColour
        usesColourForResults = isatty(STDOUT_FILENO) == 1 && !forbidsColour
    }

    static func environmentVariable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// What results are written on.
    var page: Page {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        return Page(
            usesColour: usesColourForResults,
            width: isTerminal ? Self.size(of: STDOUT_FILENO).width : nil)
    }

    /// What everything about the work is written on.
    var progressPage: Page {
        let isTerminal = isatty(STDERR_FILENO) == 1
        return Page(usesColour: usesColourForProgress, width: isTerminal ? size.width : nil)
    }

    func result(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    func progress(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Without a line end: for the live view.
    func draw(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Columns and rows of the terminal that shows progress.
    var size: (width: Int, height: Int) { Self.size(of: STDERR_FILENO) }

    /// 80 × 24 when it does not say.
    private static func size(of descriptor: Int32) -> (width: Int, height: Int) {
        var size = winsize()
        let answered = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        guard answered, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// A reader that went away (`| head`) is no error: what it wanted it has got. Anything else that
    /// keeps results from being written ends the program, so that a cut file never passes for whole.
    private func write(_ text: String, to descriptor: Int32) {
        var remaining = Array(text.utf8)[...]
        while !remaining.isEmpty {
            let count = unsafe remaining.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                remaining = remaining.dropFirst(count)
            } else if errno == EAGAIN {
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&state, 1, -1)
            } else if errno != EINTR {
                if descriptor == STDOUT_FILENO, errno != EPIPE { Self.endUnwritten(errno) }
                return
            }
        }
    }

    private static func endUnwritten(_ code: Int32) -> Never {
        let reason = unsafe String(cString: strerror(code))
        Console(environment: { _ in nil }).progress(
            "error: cannot write to standard output: \(reason)")
        exit(ExitStatus.stageFailed.rawValue)
    }
}
