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
        let configuration = try configuration(context.parameters, seed: seed)
        var run = try TrainingRun(
            network, training: data, test: test, configuration: configuration)
        let snapshots = try TrainingSnapshots(context, configuration, samples: data.samples)
        var training = InterruptibleTraining(
            checkpoints: CheckpointFile(context), snapshots: snapshots)
        try training.finish(&run, threads: context.threads, progress: context.progress)
        let file = TensorFile(
            tensors: run.network.tensors,
            metadata: ModelMetadata(
                epoch: configuration.epochs,
                decayBudget: configuration.decayBudget(samples: data.samples)
            ).texts)
        try file.writeSafetensors(to: try context.output("model"))
        try ResultFile.write(run.history.table, to: try context.output("history"))
        try snapshots?.publish(to: try context.output("snapshots"))
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

    private static func configuration(
        _ parameters: StageParameters, seed: UInt64
    ) throws -> TrainingConfiguration {
        TrainingConfiguration(
            epochs: try parameters.integer("epochs"),
            batch: try parameters.integer("batch"),
            optimiser: StochasticGradientDescent(
                learningRate: try parameters.real("learning_rate"),
                momentum: try parameters.real("momentum"),
                weightDecay: try parameters.real("weight_decay")),
            schedule: try parameters.choice("schedule"),
            seed: seed)
    }
}

extension TrainingHistory {
    /// One row an epoch; the errors with fixed weights only where they were evaluated.
    fileprivate var table: String {
        let evaluated = Dictionary(uniqueKeysWithValues: evaluations.map { ($0.epoch, $0) })
        var lines = ["epoch,learning_rate,running_loss,train_mse,test_mse"]
        func row(_ epoch: Int, _ rate: String, _ loss: String) -> String {
            let train = evaluated[epoch].map { "\($0.trainMSE)" } ?? ""
            let test = evaluated[epoch]?.testMSE.map { "\($0)" } ?? ""
            return "\(epoch),\(rate),\(loss),\(train),\(test)"
        }
        lines.append(row(0, "", ""))
        for epoch in epochs {
            lines.append(row(epoch.epoch, "\(epoch.learningRate)", "\(epoch.runningLoss)"))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
