internal import Collapse
internal import Learning
internal import LinearAlgebra

/// A fully connected network: all its linear layers are measured.
struct MeasuredPerceptron: MeasuredNetwork {
    private let network: MultilayerPerceptron
    /// Of the weights.
    private let names: [String]
    private let training: RegressionData
    private let test: RegressionData?

    /// - Throws: when the file's tensors are no such network, or the data do not fit it.
    init(
        _ file: TensorFile, path: String, training: RegressionData, test: RegressionData?
    ) throws {
        network = try MultilayerPerceptron(tensors: file.tensors, file: path)
        names = MultilayerPerceptron.weightNames(of: file.tensors)
        try training.requireFit(network)
        try test?.requireFit(network)
        (self.training, self.test) = (training, test)
    }

    func measure(_ team: ThreadTeam, _ progress: ProgressReporter) throws -> MeasuredLayers {
        var measurers = network.layers.enumerated().map { index, layer in
            LayerMeasurer(
                layer: index, featureColumns: layer.inputs, targetColumns: network.outputs)
        }
        var networkError = SquaredErrorSum()
        try network.forEachBlock(of: training.features, team: team) {
            (block: LayerInputs) throws in
            let targets = Self.targets(training, block)
            do {
                try LayerMeasurer.append(
                    features: block.inputs, targets: targets, to: &measurers, team: team)
            } catch {
                // The measurers look at each number once; why one is not finite is known here.
                try Self.requireFinite(block.outputs, names, block)
                throw error
            }
            try Self.requireFinite([block.predictions], names.suffix(1), block)
            networkError.add(predictions: block.predictions.asDouble, targets: targets)
            progress.report(
                Double(block.rows.upperBound) / Double(training.samples),
                "sample \(block.rows.upperBound) of \(training.samples)")
        }
        let statistics = try team.map(measurers.count) { [measurers] (index) throws in
            try measurers[index].statistics(
                name: names[index], weight: network.layers[index].weight)
        }
        // A data set is never empty (RegressionData), so its sum has a mean.
        return MeasuredLayers(layers: statistics, networkError: networkError.mean ?? 0)
    }

    func testError(_ team: ThreadTeam) throws -> Double? {
        guard let test else { return nil }
        var networkError = SquaredErrorSum()
        try network.forEachBlock(of: test.features, team: team) { (block: LayerInputs) throws in
            try Self.requireFinite(block.outputs, names, block)
            networkError.add(
                predictions: block.predictions.asDouble, targets: Self.targets(test, block))
        }
        return networkError.mean
    }

    func testErrors(_ layers: [LayerStatistics], _ team: ThreadTeam) throws -> TestErrors {
        guard let test else { return .none }
        var networkError = SquaredErrorSum()
        var linearErrors = Array(repeating: SquaredErrorSum(), count: layers.count)
        try network.forEachBlock(of: test.features, team: team) { (block: LayerInputs) throws in
            try Self.requireFinite(block.outputs, names, block)
            let targets = Self.targets(test, block)
            networkError.add(predictions: block.predictions.asDouble, targets: targets)
            team.update(&linearErrors) { index, error in
                let predictions = layers[index].predictor.predictions(for: block.inputs[index])
                error.add(predictions: predictions, targets: targets)
            }
        }
        return TestErrors(network: networkError.mean, linear: linearErrors.compactMap(\.mean))
    }

    /// The block's rows of the targets `[rows, t]`.
    private static func targets(_ data: RegressionData, _ block: LayerInputs) -> Matrix<Double> {
        data.targets.gatheringRows(Array(block.rows)).asDouble
    }

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
