internal import Learning
internal import LinearAlgebra

/// `train.mlp`: trains one network and writes it with its history.
enum TrainMultilayerPerceptronStage {
    static func run(_ context: StageContext) throws {
        let data = try context.trainingData()
        let test = try context.testData()
        let seed = UInt64(try context.parameters.integer("seed"))
        let network = MultilayerPerceptron(
            architecture: try architecture(
                context.parameters, inputs: data.features.columns,
                outputs: data.targets.columns),
            seed: seed)
        let configuration = try context.trainingConfiguration()
        var run = try TrainingRun(
            network, training: data, test: test, configuration: configuration)
        let snapshots = try TrainingSnapshots(context, configuration, samples: data.samples)
        var training = InterruptibleTraining(
            checkpoints: CheckpointFile(context), snapshots: snapshots)
        try training.finish(&run, threads: context.threads, progress: context.progress)
        try context.writeTraining(run, samples: data.samples, snapshots: snapshots)
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
