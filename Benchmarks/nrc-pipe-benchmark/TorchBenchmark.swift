/// The same training in PyTorch.
struct TorchBenchmark {
    let python: TorchPython

    /// What the script prints.
    struct Result: Decodable {
        let version: String
        let blas: String
        let cpu: String
        let stepSeconds: Double
    }

    func measure(_ example: ExampleTraining, threads: Int) throws -> Result {
        let numbers = [
            example.width, ExampleTraining.depth, ExampleTraining.batch, ExampleTraining.inputs,
            ExampleTraining.outputs, example.steps, threads,
        ]
        return try python.run("train_mlp.py", numbers, as: Result.self)
    }
}
