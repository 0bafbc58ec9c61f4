internal import Learning
internal import LinearAlgebra

/// `train.mlp`: trains one network and writes it with its history.
enum TrainMultilayerPerceptronStage {
    static func run(_ context: StageContext) throws {
        let data = try context.trainingData()
        let test = try context.testData()
        let architecture = try architecture(
            context.parameters, inputs: data.features.columns, outputs: data.targets.columns)
        let configuration = try context.trainingConfiguration()
        try requireFit(
            architecture.trainingBytes(batch: min(configuration.batch, data.samples)),
            in: context.memoryLimit)
        let network = MultilayerPerceptron(architecture: architecture, seed: configuration.seed)
        var run = try TrainingRun(
            network, training: data, test: test, configuration: configuration)
        let snapshots = try TrainingSnapshots(context, configuration, samples: data.samples)
        var training = InterruptibleTraining(
            checkpoints: CheckpointFile(context), snapshots: snapshots)
        try training.finish(&run, threads: context.threads, progress: context.progress)
        try context.writeTraining(run, samples: data.samples, snapshots: snapshots)
    }

    /// - Parameters:
    ///   - bytes: what the training needs at least.
    ///   - limit: nil where nobody knows one.
    static func requireFit(_ bytes: Double, in limit: MemoryLimit?) throws(StageError) {
        guard let limit, bytes > Double(limit.bytes) else { return }
        throw .tooLarge(bytes, limit)
    }

    private static func architecture(
        _ parameters: StageParameters, inputs: Int, outputs: Int
    ) throws -> MultilayerPerceptronArchitecture {
        MultilayerPerceptronArchitecture(
            inputs: inputs,
            width: try parameters.integer("width"),
            depth: try parameters.integer("layers"),
            outputs: outputs,
            hasBiases: try parameters.boolean("bias"),
            initialScale: try parameters.real("initial_scale"))
    }
}

extension StageError {
    fileprivate static func tooLarge(_ bytes: Double, _ limit: MemoryLimit) -> StageError {
        StageError(
            description: """
                the training needs at least \(MemoryLimit.text(bytes)), but \(limit.complaint); \
                take a smaller 'width', fewer 'layers' or a smaller 'batch'
                """)
    }
}
