internal import Collapse
internal import DataManifests
internal import Foundation
internal import Learning
internal import LinearAlgebra

/// `collapse.measure`: every linear layer of one model on one data set.
enum MeasureCollapseStage {
    static func run(_ context: StageContext) throws {
        let modelPath = try context.input("model")
        let file = try TensorFile(safetensors: modelPath)
        let network = try MultilayerPerceptron(tensors: file.tensors, file: modelPath)
        let training = try context.trainingData()
        let test = try context.testData()
        try training.requireFit(network)
        try test?.requireFit(network)

        let names = MultilayerPerceptron.weightNames(of: file.tensors)
        let team = ThreadTeam(threads: context.threads)
        let (layers, trainMSE) = try measuredLayers(
            of: network, names: names, on: training, team, context.progress)
        let tested = try test.map { try testErrors(of: network, layers, on: $0, team) }
        let metadata = ModelMetadata(file.metadata)
        let measurement = try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? training.targets.columns,
            layers: layers, testErrors: tested?.linear ?? [],
            context: ModelMeasurement.Context(
                trainMSE: trainMSE, testMSE: tested?.network, epoch: metadata.epoch,
                decayBudget: metadata.decayBudget,
                labels: try context.parameters.mapping("labels"),
                data: try context.datasetDescription()?.caption))
        tell(measurement)
        try measurement.json().write(to: URL(fileURLWithPath: context.output("measurement")))
    }

    /// A line of the log for the network, and one for each layer.
    private static func tell(_ measurement: ModelMeasurement) {
        let collapsed = measurement.firstCollapsedLayer.map { "\($0)" } ?? "none"
        StageLog.tell(
            "k \(measurement.k), train MSE \(ShortNumber.text(measurement.trainMSE)), "
                + "first collapsed layer: \(collapsed)")
        func text(_ value: Double?) -> String { value.map(ShortNumber.text) ?? "undefined" }
        for layer in measurement.layers {
            StageLog.tell(
                "\(layer.name): noise \(text(layer.noiseComponent)), CKA \(text(layer.cka)), "
                    + "alignment \(text(layer.featureWeightAlignment)), "
                    + "linear MSE \(text(layer.linearPredictionMSE))")
        }
    }

    /// One pass over the samples; no more than a block of activations is in memory.
    ///
    /// - Returns: the layers, and the network's own error on the same samples.
    static func measuredLayers(
        of network: MultilayerPerceptron, names: [String], on data: RegressionData,
        _ team: ThreadTeam, _ progress: ProgressReporter
    ) throws -> (layers: [LayerStatistics], networkError: Double) {
        var measurers = network.layers.enumerated().map { index, layer in
            LayerMeasurer(
                layer: index, featureColumns: layer.inputs, targetColumns: network.outputs)
        }
        var networkError = SquaredErrorSum()
        try network.forEachBlock(of: data.features, team: team) { (block: LayerInputs) throws in
            let targets = targets(data, block)
            do {
                try LayerMeasurer.append(
                    features: block.inputs, targets: targets, to: &measurers, team: team)
            } catch {
                // The measurers look at each number once; why one is not finite is known here.
                try requireFinite(block.outputs, names, block)
                throw error
            }
            try requireFinite([block.predictions], names.suffix(1), block)
            networkError.add(predictions: block.predictions.asDouble, targets: targets)
            progress.report(
                Double(block.rows.upperBound) / Double(data.samples),
                "sample \(block.rows.upperBound) of \(data.samples)")
        }
        let statistics = try team.map(measurers.count) { [measurers] (index) throws in
            try measurers[index].statistics(
                name: names[index], weight: network.layers[index].weight)
        }
        // A data set is never empty (RegressionData), so its sum has a mean.
        return (statistics, networkError.mean ?? 0)
    }

    /// The network's error on the test set and NRC4 there: the training set's linear maps, one per
    /// layer.
    private static func testErrors(
        of network: MultilayerPerceptron, _ layers: [LayerStatistics], on data: RegressionData,
        _ team: ThreadTeam
    ) throws -> (network: Double, linear: [Double]) {
        let names = layers.map(\.name)
        var networkError = SquaredErrorSum()
        var linearErrors = Array(repeating: SquaredErrorSum(), count: layers.count)
        try network.forEachBlock(of: data.features, team: team) { (block: LayerInputs) throws in
            try requireFinite(block.outputs, names, block)
            let targets = targets(data, block)
            networkError.add(predictions: block.predictions.asDouble, targets: targets)
            team.update(&linearErrors) { index, error in
                let predictions = layers[index].predictor.predictions(for: block.inputs[index])
                error.add(predictions: predictions, targets: targets)
            }
        }
        return (networkError.mean ?? 0, linearErrors.compactMap(\.mean))
    }

    /// The block's rows of the targets `[rows, t]`.
    private static func targets(_ data: RegressionData, _ block: LayerInputs) -> Matrix<Double> {
        data.targets.gatheringRows(Array(block.rows)).asDouble
    }

    /// Data and weights are finite, so anything else comes from an overflow on the way.
    ///
    /// - Parameter names: of the weights that made the outputs.
    private static func requireFinite(
        _ outputs: [Matrix<Float>], _ names: some Sequence<String>, _ block: LayerInputs
    ) throws {
        for (outputs, name) in zip(outputs, names) {
            guard let place = outputs.firstNonFinite else { continue }
            throw StageError.overflow(name, sample: block.rows.lowerBound + place.row)
        }
    }
}

extension LayerInputs {
    /// What every layer makes of its inputs, the activation included.
    fileprivate var outputs: [Matrix<Float>] { inputs.dropFirst() + [predictions] }
}

extension StageError {
    fileprivate static func overflow(_ tensor: String, sample: Int) -> StageError {
        StageError(
            description: """
                the network overflows single precision at '\(tensor)' on sample \(sample) (from 0): \
                rescale the data or the weights
                """)
    }
}
