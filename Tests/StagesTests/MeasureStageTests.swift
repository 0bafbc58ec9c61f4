import Datasets
import Foundation
import PipelineLanguage
import LinearAlgebra
import StageCatalogue
import Testing
import WorkerProtocol

@Suite struct MeasureStageTests {
    @Test("two and four threads measure the same bytes as one")
    func threads() throws {
        let folder = try StageFolder()
        let data = try folder.run(
            .syntheticDataset,
            [
                "seed": .integer(4), "teacher": .text("nonlinear"), "samples": .integer(3_000),
                "input_dimension": .integer(7), "target_dimension": .integer(2),
                "rank": .integer(4), "minimum_eigenvalue_ratio": .real(0.001),
            ]
        ).filter { $0.key != "summary" }.mapValues(\.path)
        let trained = try folder.run(
            .trainMultilayerPerceptron,
            [
                "layers": .integer(4), "width": .integer(72), "learning_rate": .real(0.05),
                "weight_decay": .real(0.001), "epochs": .integer(1), "batch": .integer(128),
                "seed": .integer(1),
            ], inputs: data)
        let model = try #require(trained["model"]).path
        let measurements = try [1, 2, 4].map { threads in
            let outputs = try folder.run(
                .measureCollapse, inputs: data.merging(["model": model]) { $1 },
                in: "threads-\(threads)", threads: threads)
            return try Data(contentsOf: #require(outputs["measurement"]))
        }
        #expect(!measurements[0].isEmpty)
        let written = try MetricNames.numbers(of: measurements[0])
        guard case .fixed(let outputs) = StageKind.measureCollapse.outputs else { return }
        // That of convolutions alone is not written here, and a truth value is no metric.
        #expect(
            written.union(["flattened_feature_weight_alignment"])
                .subtracting(["proposition1.vacuous"]) == Set(outputs[0].metrics))
        #expect(measurements[1] == measurements[0])
        #expect(measurements[2] == measurements[0])
    }

    @Test(
        "an overflow names the weight and the sample, in the training and the test set",
        arguments: [(false, "layers.6.weight"), (true, "layers.4.weight")])
    func overflow(followsSigns: Bool, weight: String) throws {
        let folder = try StageFolder()
        func array(_ name: String, _ matrix: Matrix<Float>) throws -> String {
            let path = folder.path("\(name).npy")
            try ArrayFile.write(matrix, to: path)
            return path
        }
        let model = GoldenFile.path("measured-no-biases.safetensors")
        let first = try #require(
            GoldenFile.tensors(URL(fileURLWithPath: model))["layers.0.weight"])
        var features = Matrix<Float>(zeros: 9, first.shape[1])
        let calm = try array("calm", features)
        for column in 0..<features.columns {
            // Of the first unit's signs, the numbers overflow in a hidden layer, otherwise only in
            // the predictions.
            features[5, column] = followsSigns && first.elements[column] < 0 ? -3e38 : 3e38
        }
        let wild = try array("wild", features)
        let targets = try array("targets", Matrix(zeros: 9, 2))
        let text = """
            the network overflows single precision at '\(weight)' on sample 5 (from 0): rescale \
            the data or the weights
            """
        for (train, test) in [(wild, calm), (calm, wild)] {
            let refusal = folder.refusal(
                .measureCollapse,
                inputs: [
                    "model": model, "features": train, "targets": targets,
                    "test_features": test, "test_targets": targets,
                ])
            #expect(refusal == text)
        }
    }
}

/// Names under which a result's numbers can be used in claims.
enum MetricNames {
    /// Of the object, of its layers, and of objects within; nulls count, texts and lists do not.
    static func numbers(of json: Data) throws -> Set<String> {
        let object = try #require(
            try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let layers = object["layers"] as? [[String: Any]] ?? []
        return ([object] + layers).reduce(into: []) { $0.formUnion(numbers(of: $1, prefix: "")) }
    }

    private static func numbers(of object: [String: Any], prefix: String) -> Set<String> {
        var names: Set<String> = []
        for (key, value) in object where !key.contains(".") {
            if let inner = value as? [String: Any] {
                names.formUnion(numbers(of: inner, prefix: "\(prefix)\(key)."))
            } else if !(value is String), !(value is [Any]) {
                names.insert(prefix + key)
            }
        }
        return names
    }
}
