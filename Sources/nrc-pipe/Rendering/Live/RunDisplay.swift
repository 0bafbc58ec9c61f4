internal import PipelineEngine

/// Shows a run's events as they come: a live view on a terminal, plain lines elsewhere.
struct RunDisplay {
    /// Of what follows a line's first word.
    private static let indent = 7

    private let console: Console
    private let isQuiet: Bool
    private let epoch = ContinuousClock.now
    private var view: LiveView?
    /// Stages that were skipped, one after the other, for one reason.
    private var skipped: (first: String, count: Int, reason: String) = ("", 0, "")

    init(console: Console, isQuiet: Bool) {
        self.console = console
        self.isQuiet = isQuiet
        if console.isLive, !isQuiet {
            view = LiveView(usesColour: console.usesColourForProgress, startedAt: 0)
        }
    }

    mutating func handle(_ event: ExecutionEvent) {
        guard !isQuiet else { return }
        let now = now
        view?.handle(event.change, at: now)
        if case .stageSkipped(let stage, let reason) = event.change {
            if reason != skipped.reason { tellSkipped() }
            if skipped.count == 0 { skipped = (stage, 0, reason) }
            skipped.count += 1
            return
        }
        tellSkipped()
        let line = ProgressLine.text(
            for: event.change, usesColour: console.usesColourForProgress)
        if let line { tell(line) }
    }

    private mutating func tellSkipped() {
        guard skipped.count > 0 else { return }
        let names = skipped.count > 1 ? Quantities.count(skipped.count, "stage") : skipped.first
        let line = ProgressLine.skipped(
            names, skipped.reason, usesColour: console.usesColourForProgress)
        skipped.count = 0
        tell(line)
    }

    private mutating func tell(_ line: String) {
        let line = console.progressPage.wrapped(line, indent: Self.indent, firstIndent: 0)
            .joined(separator: "\n")
        if view == nil { console.progress(line) } else { draw(above: line) }
    }

    /// Draws the live view again, so that clocks and bars move.
    mutating func refresh() {
        tellSkipped()
        draw()
    }

    /// Takes the live view off the screen for good.
    mutating func close() {
        tellSkipped()
        if let erasure = view?.erase() { console.draw(erasure) }
        view = nil
    }

    private mutating func draw(above line: String? = nil) {
        let (size, now) = (console.size, now)
        let frame = view?.frame(above: line, width: size.width, height: size.height, at: now)
        if let frame { console.draw(frame) }
    }

    /// Seconds since the run began.
    private var now: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - epoch).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
