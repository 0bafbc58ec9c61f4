internal import Foundation

/// A Python that has PyTorch, for what is measured beside it.
struct TorchPython {
    private static let variable = "NRC_PIPE_TORCH_PYTHON"

    private let python: String

    /// - Returns: nil without a Python that can import torch.
    init?() {
        python = ProcessInfo.processInfo.environment[Self.variable] ?? "python3"
        guard (try? run(["-c", "import torch"])) != nil else { return nil }
    }

    /// Instead of rows, where there is no PyTorch.
    static let absence = "no Python with torch: set \(variable) to one"

    /// Runs a script that prints one JSON object, with members in snake case.
    func run<Result: Decodable>(
        _ script: String, _ numbers: [Int], as type: Result.Type
    ) throws -> Result {
        let output = try run(["Benchmarks/pytorch/\(script)"] + numbers.map(String.init))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: output)
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
