internal import PipelineEngine

/// What a terminal shows while a run goes on: finished stages scroll by, below them one line for
/// each running stage and a total.
struct LiveView {
    private let usesColour: Bool
    private let startedAt: Double
    private var running: [RunningStage] = []
    private var forecast = RunForecast()
    /// How many lines the last frame drew, to be drawn over.
    private var drawnLines = 0

    private enum Layout {
        /// Of a line: names tell stages apart, but time left and key number must have room.
        static let nameShare = 0.4
        static let barShare = 0.1
        static let barColumns = 4...12
    }

    /// - Parameter startedAt: the run's start on the clock that all `now` are read from, in seconds.
    init(usesColour: Bool, startedAt: Double) {
        self.usesColour = usesColour
        self.startedAt = startedAt
    }

    /// Takes an event in.
    mutating func handle(_ change: ExecutionEvent.Change, at now: Double) {
        forecast.handle(change)
        switch change {
        case .stageStarted(let stage, _, _, let expected):
            running.removeAll { $0.name == stage }
            running.append(
                RunningStage(name: stage, startedAt: now, expectedSeconds: expected))
        case .stageProgress(let stage, let fraction, let message):
            guard let index = running.firstIndex(where: { $0.name == stage }) else { break }
            if let fraction { running[index].tell(fraction, at: now) }
            running[index].message = message ?? running[index].message
        case .stageFinished(let stage, _, _), .stageInterrupted(let stage),
            .stageRetrying(let stage, _, _, _):
            running.removeAll { $0.name == stage }
        case .stageFailed(let failure):
            running.removeAll { $0.name == failure.stage }
        case .runStarted, .note, .stagePlanned, .stageQueued, .stageCheckpoint, .stageSkipped,
            .runFinished:
            break
        }
    }

    /// The text that replaces the last frame, with the line `above` scrolled in before it.
    ///
    /// - Parameter height: rows of the terminal; what does not fit is counted instead.
    mutating func frame(
        above line: String? = nil, width: Int, height: Int, at now: Double
    ) -> String {
        var text = erase()
        if let line { text += line + "\n" }
        let longest = running.map { DisplayText.columns($0.name) }.max() ?? 0
        let columns = min(longest, Int(Double(width) * Layout.nameShare))
        let shown = running.prefix(max(height - 3, 1))
        var lines = shown.map { stageLine($0, nameColumns: columns, width: width, at: now) }
        if shown.count < running.count {
            let rest = "  and \(running.count - shown.count) more running"
            lines.append(DisplayText.cut(rest, to: width - 1))
        }
        lines.append(totalLine(width: width, at: now))
        text += lines.map { $0 + "\n" }.joined()
        drawnLines = lines.count
        return text
    }

    /// Takes the view off the screen; what scrolled by stays.
    mutating func erase() -> String {
        defer { drawnLines = 0 }
        // What was typed meanwhile, such as ^C, has moved the cursor to the right.
        return drawnLines > 0 ? "\r\u{1B}[\(drawnLines)A\u{1B}[J" : ""
    }

    private func stageLine(
        _ stage: RunningStage, nameColumns: Int, width: Int, at now: Double
    ) -> String {
        let name = DisplayText.padded(
            DisplayText.shortened(stage.name, to: nameColumns), to: nameColumns)
        let elapsed = Quantities.duration(now - stage.startedAt)
        let left = stage.secondsLeft(at: now).map { Quantities.duration($0) + " left" } ?? elapsed
        var line = "  \(name) \(Self.bar(stage.shownFraction(at: now), width: width)) \(left)"
        if let message = stage.message { line += "  \(PrintableText.line(message))" }
        return DisplayText.cut(line, to: width - 1)
    }

    private static func bar(_ fraction: Double?, width: Int) -> String {
        let share = Int(Double(width) * Layout.barShare)
        let columns = min(max(share, Layout.barColumns.lowerBound), Layout.barColumns.upperBound)
        guard let fraction else { return String(repeating: "·", count: columns) + "     " }
        let filled = Int((fraction * Double(columns)).rounded(.down))
        let percent = "\(Int(fraction * 100))"
        return String(repeating: "█", count: filled)
            + String(repeating: "░", count: columns - filled)
            + String(repeating: " ", count: 4 - percent.count) + percent + "%"
    }

    private func totalLine(width: Int, at now: Double) -> String {
        var text = "  \(forecast.done) of \(Quantities.count(forecast.total, "stage")) done"
        if !running.isEmpty { text += ", \(running.count) running" }
        if forecast.failed > 0 { text += ", \(forecast.failed) failed" }
        text += " · \(Quantities.duration(now - startedAt))"
        let left = forecast.secondsLeft(
            running.map {
                RunForecast.Running(
                    stage: $0.name, secondsPassed: now - $0.startedAt,
                    secondsLeft: $0.secondsLeft(at: now))
            })
        if let left { text += " · about \(Quantities.duration(left)) left" }
        return Style.dim.apply(to: DisplayText.cut(text, to: width - 1), usesColour)
    }
}
