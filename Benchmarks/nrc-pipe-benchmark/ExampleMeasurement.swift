internal import Datasets
internal import Foundation
internal import Learning
internal import LinearAlgebra
internal import WorkerProtocol

/// `collapse.measure` on SGEMM's scale, with numbers that mean nothing, in a process of its own.
struct ExampleMeasurement {
    static let depth = 8
    static let width = 512
    static let inputs = 14
    static let outputs = 4

    /// Of the training set.
    let samples: Int
    private let testSamples: Int
    private let network: MultilayerPerceptron
    private let folder: URL

    struct Result {
        let seconds: Double
        let peakBytes: Int
    }

    /// - Parameter folder: exists; what the stage reads is written there.
    init(samples: Int, in folder: URL) throws {
        self.samples = samples
        self.folder = folder
        testSamples = samples / 4
        network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: Self.inputs, width: Self.width, depth: Self.depth, outputs: Self.outputs,
                // Keeps the activations' size from layer to layer.
                initialScale: 6.0.squareRoot()),
            seed: 1)
        var stream = RandomStream(seed: 1, stream: "benchmark")
        for (prefix, rows) in [("", samples), ("test_", testSamples)] {
            for (name, columns) in [("features", Self.inputs), ("targets", Self.outputs)] {
                let matrix = stream.standardNormalMatrix(rows: rows, columns: columns).asFloat
                try ArrayFile.write(matrix, to: path("\(prefix)\(name)"))
            }
        }
        try TensorFile(tensors: network.tensors, metadata: [:]).writeSafetensors(to: path("model"))
    }

    /// Operations, one in single precision counted as half of one in double: 2 N n² for the factor of
    /// each layer's n columns (features, targets and ones) and 2 · parameters a sample for the forward
    /// passes.
    var work: Double {
        let factors = network.layers.reduce(0.0) { sum, layer in
            let columns = Double(layer.inputs + Self.outputs + 1)
            return sum + 2 * Double(samples) * columns * columns
        }
        return factors + Double(network.parameterCount * (samples + testSamples))
    }

    func measure(worker: URL, threads: Int) throws -> Result {
        let names = ["features", "targets", "test_features", "test_targets", "model"]
        let request = StageRequest(
            stage: "benchmark", kind: "collapse.measure", parameters: ["labels": .mapping([:])],
            inputs: Dictionary(uniqueKeysWithValues: names.map { ($0, [path($0)]) }),
            outputs: ["measurement": path("measurement")], threads: threads, profile: nil)
        try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: path("request")))
        var status: Int32 = 0
        let seconds = try Stopwatch.seconds {
            status = try QuietProcess.run([worker.path, path("request"), path("response")])
        }
        guard status == 0 else {
            throw BenchmarkError(description: "collapse.measure ended with \(status)")
        }
        let response = try JSONDecoder().decode(
            StageResponse.self, from: Data(contentsOf: URL(fileURLWithPath: path("response"))))
        return Result(seconds: seconds, peakBytes: response.peakBytes)
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
