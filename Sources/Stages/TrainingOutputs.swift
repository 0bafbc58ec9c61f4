internal import Images
internal import Learning

// What trainings of all networks have in common.

extension StageContext {
    /// The parameters that say how a network is trained, whichever it is.
    func trainingConfiguration() throws -> TrainingConfiguration {
        TrainingConfiguration(
            epochs: try parameters.integer("epochs"),
            batch: try parameters.integer("batch"),
            optimiser: StochasticGradientDescent(
                learningRate: try parameters.real("learning_rate"),
                momentum: try parameters.real("momentum"),
                weightDecay: try parameters.real("weight_decay")),
            schedule: try parameters.choice("schedule"),
            seed: UInt64(try parameters.integer("seed")))
    }

    /// Writes the outputs `model`, `history` and, where they were asked for, `snapshots`.
    ///
    /// - Parameters:
    ///   - samples: of the training set.
    ///   - pixels: how a network of pictures wants them.
    func writeTraining(
        _ run: some Training, samples: Int, snapshots: TrainingSnapshots?,
        pixels: PixelScale? = nil
    ) throws {
        let configuration = run.configuration
        let file = TensorFile(
            tensors: run.tensors,
            metadata: ModelMetadata(
                epoch: configuration.epochs,
                decayBudget: configuration.decayBudget(samples: samples), pixels: pixels
            ).texts)
        try file.writeSafetensors(to: try output("model"))
        try ResultFile.write(run.history.table, to: try output("history"))
        try snapshots?.publish(to: try output("snapshots"))
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
