internal import Foundation

/// The same training in PyTorch, where a Python with it is at hand.
struct TorchBenchmark {
    private static let variable = "NRC_PIPE_TORCH_PYTHON"
    private static let script = "Benchmarks/pytorch/train_mlp.py"

    private let python: String

    /// What the script prints.
    struct Result: Decodable {
        let version: String
        let blas: String
        let cpu: String
        let stepSeconds: Double
    }

    /// - Returns: nil without a Python that can import torch.
    init?() {
        python = ProcessInfo.processInfo.environment[Self.variable] ?? "python3"
        guard (try? run(["-c", "import torch"])) != nil else { return nil }
    }

    /// Instead of rows, where there is no PyTorch.
    static let absence = "no Python with torch: set \(variable) to one"

    func measure(_ example: ExampleTraining, threads: Int) throws -> Result {
        let numbers = [
            example.width, ExampleTraining.depth, ExampleTraining.batch, ExampleTraining.inputs,
            ExampleTraining.outputs, example.steps, threads,
        ]
        let output = try run([Self.script] + numbers.map(String.init))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Result.self, from: output)
    }

    /// - Returns: what the program printed.
    private func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Our own setting keeps libraries to one thread, which would bind PyTorch, too.
        process.arguments =
            ["-u", "OMP_NUM_THREADS", "-u", "OPENBLAS_NUM_THREADS", python] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkError(
                description: "'\(python)' ended with \(process.terminationStatus)")
        }
        return output
    }
}
