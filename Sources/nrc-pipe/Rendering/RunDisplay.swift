internal import PipelineEngine
internal import Synchronization

/// Shows a run's events as they come: a live view on a terminal, plain lines elsewhere.
final class RunDisplay: Sendable {
    private enum Mode: Sendable {
        case live(LiveView)
        case plain
        case quiet
    }

    private let console: Console
    private let mode: Mutex<Mode>

    init(console: Console, isQuiet: Bool) {
        self.console = console
        if isQuiet {
            mode = Mutex(.quiet)
        } else if console.isLive {
            mode = Mutex(
                .live(LiveView(usesColour: console.usesColourForProgress, now: Self.now())))
        } else {
            mode = Mutex(.plain)
        }
    }

    func handle(_ event: ExecutionEvent) {
        mode.withLock { mode in
            switch mode {
            case .live(var view):
                let line = view.handle(event.change, at: Self.now())
                if let line { console.draw(frame(&view, above: [line])) }
                mode = .live(view)
            case .plain:
                let line = ProgressLine.text(
                    for: event.change, usesColour: console.usesColourForProgress)
                if let line { console.progress(line) }
            case .quiet: break
            }
        }
    }

    /// Draws the live view again, so that clocks and bars move.
    func refresh() {
        mode.withLock { mode in
            guard case .live(var view) = mode else { return }
            console.draw(frame(&view))
            mode = .live(view)
        }
    }

    /// Takes the live view off the screen.
    func close() {
        mode.withLock { mode in
            guard case .live(var view) = mode else { return }
            console.draw(view.erase())
            mode = .quiet
        }
    }

    private func frame(_ view: inout LiveView, above: [String] = []) -> String {
        view.frame(above: above, width: console.width, at: Self.now())
    }

    private static func now() -> Double {
        let (seconds, attoseconds) = (ContinuousClock.now - epoch).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private static let epoch = ContinuousClock.now
}
