internal import Collapse
internal import Images
internal import Learning
internal import LinearAlgebra
internal import ResidualNetworks

/// A residual network: its 3×3 convolutions in `layer1` … `layer4` and its head's linear layers are
/// measured. Features are what a layer reads, averaged over space; beside them NRC3 is measured
/// with what a convolution reads at every position.
///
/// Source: paper, "The conditions", convolutions.
struct MeasuredResidualNetwork: MeasuredNetwork {
    private let network: ResidualNetwork
    private let layers: [MeasuredLayer]
    private let training: PictureData
    private let test: PictureData?

    /// - Throws: when the file's tensors are no such network, or the data do not fit it.
    init(_ file: TensorFile, path: String, training: PictureData, test: PictureData?) throws {
        network = try ResidualNetwork(tensors: file.tensors, file: path)
        layers = network.measuredLayers
        try training.requireFit(network)
        try test?.requireFit(network)
        (self.training, self.test) = (training, test)
    }

    func measure(_ team: ThreadTeam, _ progress: ProgressReporter) throws -> MeasuredLayers {
        var measurers = layers.enumerated().map { index, layer in
            LayerMeasurer(
                layer: index, featureColumns: layer.channels,
                targetColumns: training.targets.columns)
        }
        var moments = layers.map { layer in
            layer.isConvolution ? PositionMoments(channels: layer.channels) : nil
        }
        var features: [Matrix<Float>] = []
        var networkError = SquaredErrorSum()
        try evaluation(of: training).forEachBatch(
            of: training, team: team,
            layer: { inputs in
                features.append(try averages(inputs, team))
                moments[inputs.layer]?.append(
                    inputs.positions, pictures: inputs.pictures.count, team: team)
            },
            predictions: { pictures, predictions in
                let targets = Self.targets(training, pictures)
                try LayerMeasurer.append(
                    features: features, targets: targets, to: &measurers, team: team)
                features = []
                try requireFinite(predictions, of: layers.count - 1, pictures)
                networkError.add(predictions: predictions.asDouble, targets: targets)
                progress.report(
                    Double(pictures.upperBound) / Double(training.count),
                    "picture \(pictures.upperBound) of \(training.count)")
                return true
            })
        let statistics = try team.map(layers.count) { [measurers, moments] (index) throws in
            try measurers[index].statistics(
                name: "\(layers[index].name).weight",
                weight: network.inputWeight(of: layers[index]), moments: moments[index])
        }
        return MeasuredLayers(layers: statistics, networkError: networkError.mean ?? 0)
    }

    func testError(_ team: ThreadTeam) throws -> Double? {
        guard let test else { return nil }
        var networkError = SquaredErrorSum()
        try evaluation(of: test).forEachBatch(of: test, team: team) { pictures, predictions in
            try requireFinite(predictions, of: layers.count - 1, pictures)
            networkError.add(
                predictions: predictions.asDouble, targets: Self.targets(test, pictures))
            return true
        }
        return networkError.mean
    }

    func testErrors(_ measured: [LayerStatistics], _ team: ThreadTeam) throws -> TestErrors {
        guard let test else { return .none }
        var features: [Matrix<Float>] = []
        var networkError = SquaredErrorSum()
        var linearErrors = Array(repeating: SquaredErrorSum(), count: layers.count)
        try evaluation(of: test).forEachBatch(
            of: test, team: team,
            layer: { features.append(try averages($0, team)) },
            predictions: { pictures, predictions in
                try requireFinite(predictions, of: layers.count - 1, pictures)
                let targets = Self.targets(test, pictures)
                networkError.add(predictions: predictions.asDouble, targets: targets)
                team.update(&linearErrors) { [features] index, error in
                    error.add(
                        predictions: measured[index].predictor.predictions(for: features[index]),
                        targets: targets)
                }
                features = []
                return true
            })
        return TestErrors(network: networkError.mean, linear: linearErrors.compactMap(\.mean))
    }

    private func evaluation(of data: PictureData) throws -> NetworkEvaluation {
        try NetworkEvaluation(network, size: data.pictures.size)
    }

    /// What a layer reads, averaged over space: `[pictures, channels]`.
    private func averages(_ inputs: MeasuredInputs, _ team: ThreadTeam) throws -> Matrix<Float> {
        let averages = spatialAverages(
            of: inputs.positions, pictures: inputs.pictures.count, team: team)
        // What isn't finite at one position isn't on average either.
        try requireFinite(averages, of: inputs.layer - 1, inputs.pictures)
        return averages
    }

    /// - Parameter layer: the one that made the outputs; -1 for the stem.
    private func requireFinite(
        _ outputs: Matrix<Float>, of layer: Int, _ pictures: Range<Int>
    ) throws {
        guard let place = outputs.firstNonFinite else { return }
        throw StageError.overflow(
            "\(layer < 0 ? "conv1" : layers[layer].name).weight",
            sample: pictures.lowerBound + place.row)
    }

    /// The pictures' rows of the targets `[pictures, t]`.
    private static func targets(_ data: PictureData, _ pictures: Range<Int>) -> Matrix<Double> {
        data.targets.gatheringRows(Array(pictures)).asDouble
    }
}

extension MeasuredLayer {
    var isConvolution: Bool { weightShape.count == 4 }
}

extension ResidualNetwork {
    /// A layer's weight with a column for each channel that it reads: `[c_out·kh·kw, c_in]` of the
    /// filters `[c_out, c_in, kh, kw]`, `[out, in]` of a linear layer.
    func inputWeight(of layer: MeasuredLayer) -> Matrix<Float> {
        let weight = weight(of: layer)
        let positions = weight.columns / layer.channels
        guard positions > 1 else { return weight }
        var result = Matrix<Float>(zeros: weight.rows * positions, layer.channels)
        for output in 0..<weight.rows {
            for channel in 0..<layer.channels {
                for position in 0..<positions {
                    result[output * positions + position, channel] =
                        weight[output, channel * positions + position]
                }
            }
        }
        return result
    }
}
