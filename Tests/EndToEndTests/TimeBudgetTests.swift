import Foundation
import Testing

@Suite struct TimeBudgetTests {
    /// Weeks of training, and a measurement after it.
    private static let pipeline = """
        pipeline: {name: long, schema: 1}
        stages:
          data:
            kind: synthetic.dataset
            with: {seed: 1, teacher: linear, samples: 100000, input_dimension: 20, target_dimension: 3, rank: 3}
          train:
            kind: train.mlp
            with: {layers: 8, width: 512, learning_rate: 0.1, weight_decay: 0, epochs: 1000000, seed: 1}
            inputs: {features: data.features, targets: data.targets}

        """

    @Test("a training of weeks does not begin by accident")
    func refused() throws {
        let project = try ScratchProject(pipelines: ["long.yaml": Self.pipeline])
        let result = try project.run("run")
        #expect(result.status == 2)
        #expect(result.errors.contains("error: this run is predicted to take "))
        #expect(
            result.errors.contains("longer than the limit of 2 h 00 min; nothing was started\n"))
        #expect(result.errors.contains("    longest: train ≈ "))
        #expect(
            result.errors.contains(
                "to run it all the same: --yes, or --budget with a longer time (NRC_PIPE_BUDGET)"))
        #expect(!project.exists(".nrc-pipe/logs/long"))
    }

    @Test(
        "a signal ends a run while it measures the machine's speed, and the measurement with it",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func interruptedMeasurement(signal: Int32, status: Int32) throws {
        let project = try ScratchProject(pipelines: ["long.yaml": Self.pipeline])
        let run = try BuiltProgram.start(["run", "--yes"], in: project.root)
        func measuring() -> [Int32] {
            Processes.matching("--calibrate\u{0}train.mlp").filter {
                Processes.parent(of: $0) == run.process.processIdentifier
            }
        }
        #expect(Processes.wait(seconds: 10) { !measuring().isEmpty })
        let measurement = try #require(measuring().first)
        // It would never come to its end by itself.
        kill(measurement, SIGSTOP)
        kill(run.process.processIdentifier, signal)
        let ended = try run.wait()
        #expect(ended.status == status)
        #expect(ended.seconds < 15)
        #expect(
            Processes.wait(seconds: 5) { !Processes.matching("--calibrate").contains(measurement) })
    }

    @Test("plan tells the predicted time of each stage and of all, and by what")
    func planned() throws {
        let project = try ScratchProject(pipelines: ["long.yaml": Self.pipeline])
        let plan = try project.run("plan", "-j", "1")
        #expect(plan.status == 0)
        let last = try #require(plan.output.split(separator: "\n").last)
        #expect(last.hasPrefix("Predicted: "))
        #expect(
            last.hasSuffix(
                " on 1 core: 1 stage by this machine's measured speed, 1 stage unknown (?)."))
        let json = try project.run("plan", "-j", "1", "--json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        // 6 · parameters · samples · epochs at less than 10 TFLOP/s is more than 10 hours.
        #expect(try #require(object["predicted_seconds"] as? Double) > 36_000)
        #expect(object["unpredicted_stages"] as? Int == 1)
        let stages = try #require(object["stages"] as? [[String: Any]])
        #expect(stages.map { $0["predicted_by"] as? String } == [nil, "calibration"])
        // Looking leaves no trace.
        #expect(!project.exists(".nrc-pipe"))
    }

    @Test(
        "a budget is a duration, and is not given twice",
        arguments: [
            (["--budget", "2"], "--budget '2': expected a positive number with s, m, h or d"),
            (["--budget", "2h", "--yes"], "--budget sets a limit and --yes takes it away"),
        ])
    func malformed(arguments: [String], message: String) throws {
        let project = try ScratchProject(pipelines: ["long.yaml": Self.pipeline])
        let result = try BuiltProgram.run(["run"] + arguments, in: project.root)
        #expect(result.status == 2)
        #expect(result.errors.contains(message))
    }

    @Test("the environment's budget is one, unless the command line has its own")
    func environment() throws {
        let quick = Self.pipeline.replacingOccurrences(of: "100000,", with: "100,")
            .replacingOccurrences(of: "epochs: 1000000", with: "epochs: 1")
        let project = try ScratchProject(pipelines: ["long.yaml": quick])
        let refused = try project.run("run", environment: ["NRC_PIPE_BUDGET": "0.0001s"])
        #expect(refused.status == 2)
        let malformed = try project.run("run", environment: ["NRC_PIPE_BUDGET": "soon"])
        #expect(malformed.status == 2)
        #expect(
            malformed.errors == """
                error: NRC_PIPE_BUDGET 'soon': expected a positive number with s, m, h or d, such \
                as 90m or 12h

                """)
        let run = try project.run(
            "run", "--budget", "1h", environment: ["NRC_PIPE_BUDGET": "0.0001s"])
        #expect(run.status == 0, "\(run.errors)")
        // What has run here tells how long it takes with more to do.
        let plan = try project.run("plan", "--set", "x=1")
        #expect(plan.status == 2)
        try project.write(
            quick.replacingOccurrences(of: "epochs: 1,", with: "epochs: 300,"),
            to: "pipelines/long.yaml")
        let longer = try project.run("plan")
        #expect(longer.output.contains("1 stage by what such stages took here"), "\(longer.output)")
    }
}
