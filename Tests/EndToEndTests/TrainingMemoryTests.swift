import Foundation
import Testing

/// What a ResNet's training is planned to take, beside what it takes.
@Suite struct TrainingMemoryTests {
    private static let pipeline = """
        pipeline: {name: p, schema: 1}
        parameters: {batch: 24, memory: 4GB, accumulate: 1, training_seed: 1}
        stages:
          scenes:
            kind: standin.driving
            with: {seed: 5, samples: 30, height: 48, width: 64}
          pictures:
            kind: dataset.images
            with: {target_scale: min-max}
            inputs: {images: scenes.images, image_targets: scenes.targets}
          train:
            kind: train.resnet
            with: {network: resnet-18, pixels: unit, learning_rate: 0.01, weight_decay: 1e-3, epochs: 1,
                   batch: "${batch}", accumulate: "${accumulate}", seed: "${training_seed}", snapshots: listed}
            resources: {memory: "${memory}"}
            inputs: {images: pictures.images, targets: pictures.targets,
                     test_images: pictures.test_images, test_targets: pictures.test_targets}

        """

    /// The number behind a text in another.
    private static func number(after start: String, in text: String) -> Int? {
        text.range(of: start).flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
    }

    /// What the newest run's training took.
    private static func peakBytes(_ project: ScratchProject) throws -> Int {
        let runs = try project.files(below: ".nrc-pipe/runs").max { $0.key < $1.key }
        let lines = String(decoding: try #require(runs?.value), as: UTF8.self).split(
            separator: "\n")
        let line = try #require(lines.first { $0.contains(#""stage":"train""#) })
        return try #require(number(after: #""peak_bytes":"#, in: String(line)))
    }

    @Test("it takes no more than is planned, nor much less, and what is advised instead fits")
    func planned() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        func run(_ settings: String...) throws -> ProgramResult {
            try BuiltProgram.run(
                ["run", "train"] + settings.flatMap { ["--set", $0] }, in: project.root)
        }
        let whole = try run()
        #expect(whole.status == 0, "\(whole.errors)")
        let peak = try Self.peakBytes(project)
        // Limits make nothing stale: another seed does. As much as the training took is refused, as the
        // plan is a little more.
        let refused = try run("training_seed=2", "memory=\(peak / 1000)kB")
        #expect(refused.status == 1, "\(refused.errors)")
        let allowed = try run("training_seed=3", "memory=\(peak / 1000 * 115 / 100)kB")
        #expect(allowed.status == 0, "\(allowed.errors)")
        let advice = try run("training_seed=4", "memory=\(peak / 1000 * 95 / 100)kB")
        let batch = try #require(Self.number(after: "a batch of ", in: advice.errors))
        let parts = try #require(Self.number(after: "'accumulate: ", in: advice.errors))
        #expect(batch < 24 && parts > 1)
        for setting in ["batch=\(batch)", "accumulate=\(parts)"] {
            let advised = try run("memory=\(peak / 1000 * 95 / 100)kB", setting)
            #expect(advised.status == 0, "\(advised.errors)")
        }
    }
}
