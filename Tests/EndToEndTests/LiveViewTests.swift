import Testing

@testable import PipelineEngine
@testable import nrc_pipe

@Suite struct LiveViewTests {
    private func makeView() -> LiveView {
        var view = LiveView(usesColour: false, startedAt: 0)
        view.handle(
            .runStarted(
                pipeline: "p", profile: "q", targets: ["all"], stages: 4, jobs: 2), at: 0)
        for (stage, seconds) in [("train@seed=1", 20.0), ("train@seed=2", 20), ("draw", 4)] {
            view.handle(
                .stagePlanned(stage: stage, plan: .stale(reasons: []), expectedSeconds: seconds),
                at: 0)
        }
        view.handle(.stageFinished(stage: "data", outcome: .reused, wallSeconds: nil), at: 0)
        view.handle(
            .stageStarted(stage: "train@seed=1", attempt: 1, log: "", expectedSeconds: 20), at: 0)
        return view
    }

    @Test("a running stage has a bar, time left and key number; the total what is left of all")
    func frame() {
        var view = makeView()
        view.handle(
            .stageProgress(
                stage: "train@seed=1", fraction: 0.25,
                message: "loss 0.0241 · epoch 50/200 · 120k samples/s"), at: 5)
        // 15 s of one stage and 24 of others, on two cores.
        #expect(
            view.frame(width: 80, height: 24, at: 5) == """
                  train@seed=1 ██░░░░░░  25% 15 s left  loss 0.0241 · epoch 50/200 · 120k samp…
                  1 of 4 stages done, 1 running · 5.0 s · about 20 s left

                """)
    }

    @Test("what scrolls by stands above, and the view is drawn over in its place")
    func redrawn() {
        var view = makeView()
        _ = view.frame(width: 80, height: 24, at: 1)
        view.handle(
            .stageFailed(
                StageFailure(
                    stage: "train@seed=1", cause: "it exited with code 1", attempts: 1, logTail: [],
                    logPath: "", rerunCommand: "")), at: 2)
        let frame = view.frame(above: "failed train@seed=1", width: 80, height: 24, at: 2)
        #expect(
            frame == """
                \r\u{1B}[2A\u{1B}[Jfailed train@seed=1
                  2 of 4 stages done, 1 failed · 2.0 s · about 20 s left

                """)
        #expect(view.erase() == "\r\u{1B}[1A\u{1B}[J")
        #expect(view.erase() == "")
    }

    @Test("no line is longer than the terminal is wide, nor are there more than it is high")
    func bounds() {
        var view = LiveView(usesColour: false, startedAt: 0)
        view.handle(
            .runStarted(pipeline: "p", profile: "q", targets: [], stages: 90, jobs: 90), at: 0)
        for index in 0..<90 {
            view.handle(
                .stageStarted(
                    stage: "a-long-name-of-a-definition@seed=\(index),width=512", attempt: 1,
                    log: "", expectedSeconds: nil), at: 0)
        }
        for (width, height) in [(80, 24), (40, 10), (20, 4), (3, 24), (2, 24), (1, 1)] {
            var copy = view
            let lines = copy.frame(width: width, height: height, at: 3).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count < width })
            #expect(lines.count < max(height, 4))
        }
    }

    @Test("names and messages are measured in the columns that they take")
    func wideCharacters() {
        var view = LiveView(usesColour: false, startedAt: 0)
        view.handle(
            .runStarted(pipeline: "p", profile: "q", targets: [], stages: 2, jobs: 2), at: 0)
        for name in ["訓練データの長い名前を持つ段階@種=一二三四五六七八九十", "train"] {
            view.handle(
                .stageStarted(stage: name, attempt: 1, log: "", expectedSeconds: 10), at: 0)
            view.handle(
                .stageProgress(
                    stage: name, fraction: 0.5,
                    message: "損失〇・一二、エポック五〇、サンプル毎秒一二〇〇〇〇個"), at: 1)
        }
        let lines = view.frame(width: 60, height: 24, at: 1).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayText.columns($0) < 60 })
        #expect(
            lines[0] == "  訓練データ…五六七八九十  ███░░░  50% 1.0 s left  損失〇…")
        #expect(
            lines[1] == "  train" + String(repeating: " ", count: 19)
                + " ███░░░  50% 1.0 s left  損失〇…")
    }

    @Test("a stage that never ran takes what others of its definition took")
    func forecastFromSiblings() {
        var forecast = RunForecast()
        forecast.handle(
            .runStarted(pipeline: "p", profile: "q", targets: [], stages: 3, jobs: 1))
        for stage in ["a@seed=1", "a@seed=2", "b"] {
            forecast.handle(
                .stagePlanned(
                    stage: stage, plan: .stale(reasons: []),
                    expectedSeconds: stage == "b" ? 1 : nil))
        }
        func running(_ seconds: Double?) -> RunForecast.Running {
            RunForecast.Running(stage: "a@seed=1", secondsPassed: 3, secondsLeft: seconds)
        }
        #expect(forecast.secondsLeft([]) == nil)
        forecast.handle(
            .stageStarted(stage: "a@seed=1", attempt: 1, log: "", expectedSeconds: nil))
        // 2 s of itself, 3 + 2 s of its sibling, 1 s of b.
        #expect(forecast.secondsLeft([running(2)]) == 8)
        #expect(forecast.secondsLeft([running(nil)]) == nil)
        forecast.handle(.stageFinished(stage: "a@seed=1", outcome: .built, wallSeconds: 6))
        #expect(forecast.secondsLeft([]) == 7)
    }

    @Test("what is to come takes as much longer than the last time as what is at work")
    func forecastFromProgress() {
        var forecast = RunForecast()
        forecast.handle(
            .runStarted(pipeline: "p", profile: "q", targets: [], stages: 3, jobs: 1))
        for (stage, seconds) in [("a@size=1", 2.0), ("a@size=2", 4.0), ("b", 1.0)] {
            forecast.handle(
                .stagePlanned(stage: stage, plan: .stale(reasons: []), expectedSeconds: seconds))
        }
        #expect(forecast.secondsLeft([]) == 7)
        forecast.handle(
            .stageStarted(stage: "a@size=1", attempt: 1, log: "", expectedSeconds: nil))
        let running = RunForecast.Running(stage: "a@size=1", secondsPassed: 3, secondsLeft: 7)
        // It takes ten seconds where it took two: 7 of itself, 5 · 4 of the other size, 1 of b.
        #expect(forecast.secondsLeft([running]) == 28)
    }

    @Test("stages that are skipped for one reason are one line")
    func skippedStages() {
        #expect(
            ProgressLine.skipped("a", "it needs x, which failed", usesColour: false)
                == "skip   a: it needs x, which failed")
        #expect(
            ProgressLine.skipped("2 stages", "the run was interrupted", usesColour: false)
                == "skip   2 stages: the run was interrupted")
    }

    @Test("a cause of several lines begins a line, and reads as one elsewhere")
    func severalLines() {
        let text = "no source could be had\n  source 'a':\n    gone"
        #expect(PrintableText.firstLine(text) == "no source could be had")
        #expect(PrintableText.line(text) == "no source could be had source 'a': gone")
        #expect(PrintableText.line("a\r\nb\r\n") == "a b")
        #expect(PrintableText.firstLine("a\r\nb") == "a")
        #expect(PrintableText.line("a\rb\u{1B}") == "a\u{FFFD}b\u{FFFD}")
        #expect(PrintableText.line("") == "" && PrintableText.firstLine("\n") == "")
    }
}
