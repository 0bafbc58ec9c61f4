import Testing

@testable import PipelineEngine

@Suite struct ExecutionEventTests {
    private func line(_ change: ExecutionEvent.Change) throws -> String {
        try ExecutionEvent(run: "r", time: "t", change: change).line()
    }

    @Test("each event is one line of JSON with its version, run, time and name")
    func lines() throws {
        #expect(
            try line(
                .runStarted(
                    pipeline: "p", profile: "q", targets: ["all"], stages: 2, jobs: 3)) == """
                    {"event":"run-started","jobs":3,"pipeline":"p","profile":"q","run":"r","stages":2,\
                    "targets":["all"],"time":"t","version":1}

                    """)
        #expect(
            try line(
                .stagePlanned(
                    stage: "a", plan: .stale(reasons: ["never run"]), expectedSeconds: nil)) == """
                    {"event":"stage-planned","plan":"stale","reasons":["never run"],"run":"r",\
                    "stage":"a","time":"t","version":1}

                    """)
        #expect(
            try line(
                .stagePlanned(stage: "b", plan: .undecided(until: ["a"]), expectedSeconds: 2))
                    == """
                    {"event":"stage-planned","expected_seconds":2,"plan":"undecided","run":"r",\
                    "stage":"b","time":"t",\
                    "until":["a"],"version":1}

                    """)
        #expect(
            try line(.stageStarted(stage: "a", attempt: 1, log: "/l", expectedSeconds: 2)) == """
                {"attempt":1,"event":"stage-started","expected_seconds":2,"log":"/l","run":"r",\
                "stage":"a","time":"t","version":1}

                """)
        #expect(
            try line(.stageProgress(stage: "a", fraction: 0.5, message: nil)) == """
                {"event":"stage-progress","fraction":0.5,"run":"r","stage":"a","time":"t",\
                "version":1}

                """)
        #expect(
            try line(.stageFinished(stage: "a", outcome: .sameBytes, wallSeconds: 1.5)) == """
                {"event":"stage-finished","outcome":"same-bytes","run":"r","stage":"a","time":"t",\
                "version":1,"wall_seconds":1.5}

                """)
        #expect(
            try line(.stageFinished(stage: "a", outcome: .reused, wallSeconds: nil)) == """
                {"event":"stage-finished","outcome":"reused","run":"r","stage":"a","time":"t",\
                "version":1}

                """)
        for stage in ["a@x=1", "ü/€", "a\"b", "a\\b", "a\nb", "\u{7F}"] {
            let event = ExecutionEvent(
                run: "r", time: "t",
                change: .stageFinished(stage: stage, outcome: .reused, wallSeconds: nil))
            #expect(try event.line() == event.encodedLine())
        }
        #expect(
            try line(.stageSkipped(stage: "a", reason: "x")) == """
                {"event":"stage-skipped","reason":"x","run":"r","stage":"a","time":"t","version":1}

                """)
        #expect(
            try line(.stageQueued(stage: "a")) == """
                {"event":"stage-queued","run":"r","stage":"a","time":"t","version":1}

                """)
        #expect(
            try line(.stageCheckpoint(stage: "a", message: "epoch 3")) == """
                {"event":"stage-checkpoint","message":"epoch 3","run":"r","stage":"a","time":"t",\
                "version":1}

                """)
        #expect(
            try line(.stageInterrupted(stage: "a")) == """
                {"event":"stage-interrupted","run":"r","stage":"a","time":"t","version":1}

                """)
        #expect(
            try line(.stageRetrying(stage: "a", attempt: 2, afterSeconds: 1, cause: "c")) == """
                {"after_seconds":1,"attempt":2,"cause":"c","event":"stage-retrying","run":"r",\
                "stage":"a","time":"t","version":1}

                """)
        let failure = StageFailure(
            stage: "a", cause: "c", attempts: 1, logTail: ["l"], logPath: "/l",
            rerunCommand: "r a")
        #expect(
            try line(.stageFailed(failure)) == """
                {"event":"stage-failed","failure":{"attempts":1,"cause":"c","log_path":"/l",\
                "log_tail":["l"],"rerun_command":"r a","stage":"a"},"run":"r","stage":"a",\
                "time":"t","version":1}

                """)
        #expect(
            try line(
                .runFinished(
                    outcome: .succeeded, counts: StageCounts(), wallSeconds: 0.25)) == """
                    {"counts":{"built":0,"failed":0,"interrupted":0,"reused":0,"skipped":0},"event":"run-finished",\
                    "outcome":"succeeded","run":"r","time":"t","version":1,"wall_seconds":0.25}

                    """)
    }

    @Test("the events of a run tell every state change of every stage, in order")
    func order() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        project.stage("b", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "a.out"])
        let run = try await project.run()
        let names = run.events.map { event in
            switch event.change {
            case .runStarted: "run started"
            case .stagePlanned(let stage, .stale, _): "\(stage) stale"
            case .stagePlanned(let stage, .undecided, _): "\(stage) undecided"
            case .stageQueued(let stage): "\(stage) queued"
            case .stageStarted(let stage, _, _, _): "\(stage) started"
            case .stageFinished(let stage, let how, _): "\(stage) \(how.rawValue)"
            case .runFinished(let outcome, _, _): "run \(outcome.name)"
            default: "other"
            }
        }
        #expect(
            names == [
                "run started", "a stale", "a queued", "b undecided", "a started", "a built",
                "b stale", "b queued", "b started", "b built", "run succeeded",
            ])
        #expect(Set(run.events.map(\.run)) == [run.report.record.run])
    }
}
