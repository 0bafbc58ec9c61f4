import Foundation
import Testing

/// The trainer of `tools/torch_trainer` in its example pipeline, where a Python has what it needs.
@Suite struct TorchTrainerTests {
    private static let example = "pipelines/examples/train-with-pytorch.yaml"
    private static let variable = "NRC_PIPE_TORCH_PYTHON"

    /// A Python with the trainer's packages.
    ///
    /// - Throws: a cancellation of the test where there is none.
    private static func python() throws -> String {
        let name = ProcessInfo.processInfo.environment[variable] ?? "python3"
        let probe = try BuiltProgram.run(
            [name, "-c", "import sys, numpy, safetensors, torch; print(sys.executable)"],
            of: "/usr/bin/env", in: ScratchProject.repository)
        guard probe.status == 0 else {
            try Test.cancel("no Python with torch, numpy and safetensors: set \(variable) to one")
        }
        return probe.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private struct Measurement: Decodable {
        let epoch: Int
        let decayBudget: Double
        let trainMse: Double
        let layers: [Layer]

        struct Layer: Decodable {
            let name: String
        }
    }

    @Test("a ResNet that PyTorch trained is measured like our own, and is the same every time")
    func trainsAndMeasures() throws {
        let python = try Self.python()
        var models: [Data] = []
        for _ in 0..<2 {
            let project = try ScratchProject.ofThisRepository()
            let result = try project.run(
                "run", "pytorch", "-f", Self.example, "--set", "samples=40", "--offline",
                environment: [
                    "NRC_PIPE_PYTHON": python, "XDG_CACHE_HOME": project.root.path + "/cache",
                ])
            try #require(result.status == 0, "\(result.errors)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let measurement = try decoder.decode(
                Measurement.self, from: project.data("results/default+set/metrics/pytorch.json"))
            #expect(measurement.layers.count == 17)
            #expect(measurement.layers.last?.name == "fc.weight")
            #expect(measurement.epoch == 1)
            // Two steps at a hundredth of the rate: both milestones of one epoch are its first.
            #expect(abs(measurement.decayBudget - 2 * 1e-4 * 5e-3 / 0.1) < 1e-12)
            let history = try project.text("results/default+set/tables/pytorch-history.csv")
            let lines = history.split(separator: "\n").map { $0.split(separator: ",") }
            #expect(lines.count == 3 && lines[2][0] == "1")
            // The same network, evaluated by PyTorch and by us.
            let told = try #require(Double(lines[2][3]))
            #expect(abs(measurement.trainMse - told) < 1e-4 * told)
            models.append(try project.data("results/default+set/metrics/pytorch.json"))
        }
        #expect(models[0] == models[1])
    }
}
