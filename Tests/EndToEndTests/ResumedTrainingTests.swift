import Foundation
import TestSupport
import Testing

/// A training that is ended from outside goes on where it was, to the same bytes.
@Suite struct ResumedTrainingTests {
    /// One training, of a second as it is.
    private static let pipeline = """
        pipeline: {name: p, schema: 1}
        parameters: {epochs: 150}
        stages:
          data:
            kind: synthetic.dataset
            with: {seed: 1, teacher: linear, samples: 1000, input_dimension: 8,
                   target_dimension: 2, rank: 2}
          train:
            kind: train.mlp
            with: {layers: 5, width: 64, learning_rate: 0.05, weight_decay: 1e-4, epochs: "${epochs}",
                   batch: 32, seed: 1, snapshots: listed}
            inputs: {features: data.features, targets: data.targets,
                     test_features: data.test_features, test_targets: data.test_targets}
        figures:
          model: {title: The model, publish: {model: train.model, history: train.history,
                  snapshots/: train.snapshots}}

        """

    private func project() throws -> ScratchProject {
        try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
    }

    private static func checkpoints(_ project: ScratchProject) -> [String] {
        let folder = project.root.appendingPathComponent(".nrc-pipe/cache/checkpoints")
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return (paths ?? []).filter { $0.hasSuffix("/training.safetensors") }
    }

    /// Everything that is published, relative to `results`.
    private static func results(_ project: ScratchProject) throws -> [String] {
        let folder = project.root.appendingPathComponent("results/default")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { !$0.hasSuffix("snapshots") }
    }

    /// Whether a stage tells of epochs right now.
    private static func isTraining(_ project: ScratchProject) -> Bool {
        let folder = project.root.appendingPathComponent(".nrc-pipe/scratch")
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return (paths ?? []).contains { path in
            path.hasSuffix("progress.ndjson")
                && (try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8))?
                    .contains("epoch") == true
        }
    }

    private static func awaitTraining(_ project: ScratchProject, _ program: RunningProgram) {
        let end = Date().addingTimeInterval(20)
        while program.process.isRunning, !isTraining(project), Date() < end {
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    @Test("twenty times ended at random moments, by TERM, INT and KILL, and no byte differs")
    func endedAtRandom() throws {
        let undisturbed = try project()
        let whole = try undisturbed.run("run", "model")
        #expect(whole.status == 0, "\(whole.errors)")
        let model = try undisturbed.data("results/default/model")
        let project = try project()
        // A seeded order of signals and moments, so that a failure can be repeated.
        var generator = SplitMix(state: 11)
        var ends = 0
        var resumed = 0
        while ends < 20 {
            let program = try BuiltProgram.start(["run", "model"], in: project.root)
            let moment = Double.random(in: 0.05...0.5, using: &generator)
            // On a busy machine half a second is over before anything is trained.
            if Bool.random(using: &generator) { Self.awaitTraining(project, program) }
            let signal = [SIGTERM, SIGINT, SIGKILL].randomElement(using: &generator) ?? SIGTERM
            Thread.sleep(forTimeInterval: moment)
            let asked = Date()
            kill(program.process.processIdentifier, signal)
            let result = try program.wait()
            #expect(Date().timeIntervalSince(asked) < 10)
            ends += 1
            if result.status == 0 {
                // It was done before the signal came: from the beginning again.
                #expect(try project.data("results/default/model") == model)
                try FileManager.default.removeItem(
                    at: project.root.appendingPathComponent(".nrc-pipe"))
            } else {
                #expect(result.status == 128 + signal)
                resumed += Self.checkpoints(project).count
            }
        }
        let last = try project.run("run", "model")
        #expect(last.status == 0, "\(last.errors)")
        let published = try Self.results(undisturbed)
        #expect(published.filter { $0.hasPrefix("snapshots/epoch-") }.count == 43)
        #expect(try Self.results(project) == published)
        for path in published.map({ "results/default/\($0)" }) {
            #expect(try project.data(path) == undisturbed.data(path), "\(path)")
        }
        // Otherwise the test has shown nothing.
        #expect(resumed > 0)
        #expect(Self.checkpoints(project).isEmpty)
    }

    @Test("the log says where a training goes on; a damaged checkpoint is told and left alone")
    func told() throws {
        let project = try project()
        // Some seconds of training.
        let command = ["run", "model", "--set", "epochs=800"]
        func interrupt() throws {
            let program = try BuiltProgram.start(command, in: project.root)
            Self.awaitTraining(project, program)
            kill(program.process.processIdentifier, SIGTERM)
            #expect(try program.wait().status == 143)
        }
        try interrupt()
        try interrupt()
        let log = try project.run("log", "train", "--set", "epochs=800").output
        #expect(log.contains("going on after "))
        let name = try #require(Self.checkpoints(project).first)
        try project.write("not a checkpoint", to: ".nrc-pipe/cache/checkpoints/\(name)")
        #expect(try BuiltProgram.run(command, in: project.root).status == 0)
        #expect(
            try project.run("log", "train", "--set", "epochs=800").output.contains(
                "the checkpoint cannot be used, so the training begins anew: "))
    }
}
