internal import PipelineEngine

/// Shows a run's events as they come: a live view on a terminal, plain lines elsewhere.
struct RunDisplay {
    private let console: Console
    private let isQuiet: Bool
    private let epoch = ContinuousClock.now
    private var view: LiveView?

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
        let line = ProgressLine.text(
            for: event.change, usesColour: console.usesColourForProgress)
        guard let line else { return }
        if view == nil { console.progress(line) } else { draw(above: line) }
    }

    /// Draws the live view again, so that clocks and bars move.
    mutating func refresh() { draw() }

    /// Takes the live view off the screen for good.
    mutating func close() {
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
