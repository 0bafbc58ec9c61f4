import Foundation
import PipelineLanguage
import StageCatalogue
import Testing

@Suite struct ForecastTests {
    private func work(
        _ pipeline: String, of stage: String, files: [String: [UInt8]] = [:],
        made: [String: String] = [:]
    ) throws -> Double? {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-forecast-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("data-manifests"), withIntermediateDirectories: true)
        try Data(Self.manifest.utf8).write(
            to: root.appendingPathComponent("data-manifests/roads.yaml"))
        for (name, content) in files {
            try Data(content).write(to: root.appendingPathComponent(name))
        }
        let file = root.appendingPathComponent("pipeline.yaml")
        try Data(("pipeline: {name: p, schema: 1}\n" + pipeline).utf8).write(to: file)
        let graph = try PipelineLoader.load(
            file: file.path, projectRoot: root.path, kinds: StageCatalogue.kinds
        ).graph
        let found = try #require(graph.stages.first { $0.name == stage })
        let forecast = GraphForecast(
            of: [found.id], in: graph, kinds: StageCatalogue.kinds, projectRoot: root.path
        ) { _, output in made[output].map { root.appendingPathComponent($0).path } }
        return forecast.work(of: found.id)
    }

    private static let manifest = """
        dataset: roads
        schema: 1
        title: Roads
        description: Roads.
        citation: None.
        licence: unknown
        stated: {samples: 500, inputs: [8], targets: 2, task: t, architecture: a}
        sources:
          - name: here
            fidelity: original
            files:
              - {name: a.csv, urls: ["https://example.org/a.csv"]}
            layout:
              format: csv
              files: a.csv
              header: false
              inputs: [0-7]
              targets: [8, 9]
              rows: 400

        """

    private static let training = """
          train:
            kind: train.mlp
            with: {layers: 3, width: 10, learning_rate: 1, weight_decay: 0, epochs: 5, seed: 1}
            inputs: {features: data.features, targets: data.targets, test_features: data.test_features, test_targets: data.test_targets}

        """

    @Test("a training on arrays of the project: their headers tell the shapes")
    func arrayFiles() throws {
        let training = Self.training
            .replacing("data.features", with: "{file: a.npy}")
            .replacing("data.targets", with: "{file: b.npy}")
            .replacing(", test_features: data.test_features", with: "")
            .replacing(", test_targets: data.test_targets", with: "")
        let files = [
            "a.npy": Self.array("(200, 7)"), "b.npy": Self.array("(200, 2)"),
        ]
        // 2 · (7·10 + 10·10 + 10·2) operations, 200 samples, 3 passes an epoch and 6 evaluations.
        let work = try work("stages:\n" + training, of: "train", files: files)
        #expect(work == 1_596_000)
        for damaged in [[], Array(Self.array("(200, 7)").prefix(20)), Self.array("(x,)")] {
            let files = ["a.npy": damaged, "b.npy": Self.array("(200, 2)")]
            #expect(try self.work("stages:\n" + training, of: "train", files: files) == nil)
        }
    }

    @Test("data of which nothing is known before they are read are as large as the last time")
    func madeBefore() throws {
        let pipeline =
            "stages:\n  data: {kind: dataset.tabular, with: {features: [a], targets: [y]}, inputs: {table: {file: t.csv}}}\n"
            + Self.training
        let files = ["a.npy": Self.array("(200, 7)"), "b.npy": Self.array("(200, 2)")]
        #expect(try work(pipeline, of: "train", files: files) == nil)
        let made = ["features": "a.npy", "targets": "b.npy"]
        #expect(try work(pipeline, of: "train", files: files, made: made) == 1_596_000)
    }

    /// The start of a `.npy` file, version 1.
    private static func array(_ shape: String) -> [UInt8] {
        let dictionary = Array(
            "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(dictionary.count), 0] + dictionary
    }

    @Test(
        "a training on synthetic data: 3 passes an epoch and one an evaluation, 2 a multiplication")
    func synthetic() throws {
        let pipeline = """
            stages:
              data:
                kind: synthetic.dataset
                with: {seed: 1, teacher: linear, samples: 100, input_dimension: 4, target_dimension: 2, rank: 1}
            \(Self.training)
            """
        let multiplications = 4.0 * 10 + 10 * 10 + 10 * 2
        // Evaluated before the first step and after each of five epochs, on the test set as well.
        let passes = 3.0 * 5 * 80 + 6 * (80 + 20)
        #expect(try work(pipeline, of: "train") == 2 * multiplications * passes)
    }

    @Test("the samples of a fetched table come from its manifest, through a command between them")
    func fetched() throws {
        let pipeline = """
            stages:
              files: {kind: dataset.fetch, with: {dataset: roads}}
              rows:
                kind: exec
                with: {command: [cp, "${inputs.files}", "${outputs.files}"]}
                inputs: {files: files.files}
                outputs: {files: {folder: files}}
              data:
                kind: dataset.tabular
                inputs: {files: rows.files, description: files.description}
            \(Self.training)
            """
        let multiplications = 8.0 * 10 + 10 * 10 + 10 * 2
        let passes = 3.0 * 5 * 320 + 6 * (320 + 80)
        #expect(try work(pipeline, of: "train") == 2 * multiplications * passes)
    }

    @Test("measuring is a pass and a decomposition of each layer's inputs; of each snapshot")
    func measuring() throws {
        let pipeline = """
            stages:
              data:
                kind: synthetic.dataset
                with: {seed: 1, teacher: linear, samples: 100, input_dimension: 4, target_dimension: 2, rank: 1}
              train:
                kind: train.mlp
                with: {layers: 2, width: 10, learning_rate: 1, weight_decay: 0, epochs: 2, seed: 1, snapshots: listed}
                inputs: {features: data.features, targets: data.targets}
              measure:
                kind: collapse.measure
                inputs: {model: train.model, features: data.features, targets: data.targets}
              trajectory:
                kind: collapse.trajectory
                with: {samples: 40}
                inputs: {snapshots: train.snapshots, features: data.features, targets: data.targets}

            """
        let (network, reductions): (Double, Double) = (2 * (40 + 20), 2 * 6 * 6 + 2 * 12 * 12)
        let perSample = network + reductions
        #expect(try work(pipeline, of: "measure") == 80 * perSample)
        #expect(try work(pipeline, of: "trajectory") == 3 * 40 * perSample)
    }

    @Test("what is not known of an input leaves the work unknown")
    func unknown() throws {
        let pipeline = """
            stages:
              data:
                kind: exec
                with: {command: [true]}
                outputs: {features: f.npy, targets: t.npy}
              train:
                kind: train.mlp
                with: {layers: 2, width: 10, learning_rate: 1, weight_decay: 0, epochs: 2, seed: 1}
                inputs: {features: data.features, targets: data.targets}

            """
        #expect(try work(pipeline, of: "train") == nil)
    }

    @Test("a kind whose speed stands for another's exists")
    func likenesses() {
        let names = Set(StageCatalogue.kinds.map(\.name))
        for kind in StageCatalogue.kinds {
            guard let like = kind.speedIsLike else { continue }
            #expect(names.contains(like), "\(kind.name)")
        }
    }
}
