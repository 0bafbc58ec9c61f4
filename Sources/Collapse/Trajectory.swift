internal import Foundation

/// One training measured over its epochs, at one k: what a trajectory file holds.
package struct Trajectory: Sendable, Equatable, Codable {
    /// The network at the end of one epoch.
    package struct Checkpoint: Sendable, Equatable, Codable {
        /// 0 is before the first step.
        package let epoch: Int
        /// Over the measured training samples and outputs, with fixed weights.
        package let trainMSE: Double
        /// nil without a test set.
        package let testMSE: Double?
        /// Spent so far; nil where unknown.
        package let decayBudget: Double?
        /// Whether the paper's main claim holds, by the bands in force; see `DeepCollapse`.
        package let isCollapsed: Bool
        /// From layer 0, which reads the network's input.
        package let layers: [Layer]
    }

    /// The four conditions in one layer; nil is undefined.
    package struct Layer: Sendable, Equatable, Codable {
        package let noiseComponent: Double?
        package let cka: Double?
        package let featureWeightAlignment: Double?
        package let linearPredictionMSE: Double
    }

    package let k: Int
    /// In the order of their epochs.
    package let checkpoints: [Checkpoint]
    /// The first checkpoint from which on the main claim holds to the end; nil for none.
    package let onsetEpoch: Int?
    /// The first checkpoint with 90 % of the total drop of log train MSE; nil where it has not
    /// dropped.
    package let settlingEpoch: Int?
    /// (test − train MSE)/Var(Y) at the end; nil without a test set or for constant targets.
    package let generalisationGap: Double?
    /// Var(Y) = ‖Ȳ‖²_F/(N t), over the measured samples.
    package let targetVariance: Double
    /// The best CKA of a signal that drops one of the min(k, t) directions; nil for constant
    /// targets.
    package let ckaCeiling: Double?
    package let labels: [String: String]
    /// Which data it was measured on, for readers; nil where nobody says.
    package let data: String?
    /// How many training samples were measured.
    package let samples: Int
    /// How many there are.
    package let trainingSamples: Int
    /// The columns of the network's input.
    package let featureColumns: Int
    /// t.
    package let targetColumns: Int

    /// The share of the total drop at which the loss counts as settled.
    private static let settledShare = 0.9

    /// - Parameters:
    ///   - measurements: with their epochs, ascending; at least one, all over the same samples.
    ///   - claim: what makes a checkpoint a collapsed one.
    ///   - trainingSamples: of which the measured ones are a part.
    /// - Throws: when there is no measurement, or its epoch is unknown.
    package init(
        _ measurements: [ModelMeasurement], claim: DeepCollapse, trainingSamples: Int
    ) throws(CollapseError) {
        guard let last = measurements.last else { throw .noCheckpoints() }
        var checkpoints: [Checkpoint] = []
        for measurement in measurements {
            guard let epoch = measurement.epoch else { throw .noEpoch() }
            checkpoints.append(
                Checkpoint(measurement, epoch: epoch, isCollapsed: claim.holds(measurement)))
        }
        k = last.k
        onsetEpoch = Self.onset(checkpoints)
        settlingEpoch = Self.settling(checkpoints)
        targetVariance = last.targetVariance
        ckaCeiling = last.ckaCeiling
        generalisationGap = last.testMSE.flatMap { test in
            last.targetVariance > 0 ? (test - last.trainMSE) / last.targetVariance : nil
        }
        self.checkpoints = checkpoints
        (labels, data) = (last.labels, last.data)
        (samples, self.trainingSamples) = (last.samples, trainingSamples)
        (featureColumns, targetColumns) = (last.featureColumns, last.targetColumns)
    }

    /// The decay budget of the whole training; nil where unknown.
    package var decayBudget: Double? { checkpoints.last?.decayBudget }

    private static func onset(_ checkpoints: [Checkpoint]) -> Int? {
        checkpoints.reversed().prefix(while: \.isCollapsed).last?.epoch
    }

    private static func settling(_ checkpoints: [Checkpoint]) -> Int? {
        guard let start = checkpoints.first?.trainMSE, let end = checkpoints.last?.trainMSE,
            end > 0, end < start
        else { return nil }
        let total = log(start) - log(end)
        return checkpoints.first { log(start) - log($0.trainMSE) >= settledShare * total }?.epoch
    }
}

extension Trajectory.Checkpoint {
    fileprivate init(_ measurement: ModelMeasurement, epoch: Int, isCollapsed: Bool) {
        self.epoch = epoch
        self.isCollapsed = isCollapsed
        (trainMSE, testMSE) = (measurement.trainMSE, measurement.testMSE)
        decayBudget = measurement.decayBudget
        layers = measurement.layers.map { layer in
            Trajectory.Layer(
                noiseComponent: layer.noiseComponent, cka: layer.cka,
                featureWeightAlignment: layer.featureWeightAlignment,
                linearPredictionMSE: layer.linearPredictionMSE)
        }
    }
}

extension Trajectory {
    private enum CodingKeys: String, CodingKey {
        case k
        case checkpoints
        case onsetEpoch = "onset_epoch"
        case settlingEpoch = "settling_epoch"
        case generalisationGap = "generalisation_gap"
        case targetVariance = "target_variance"
        case ckaCeiling = "cka_ceiling"
        case labels
        case data
        case samples
        case trainingSamples = "training_samples"
        case featureColumns = "feature_columns"
        case targetColumns = "target_columns"
    }

    // Written by hand because the synthesised one leaves nil out instead of writing null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(k, forKey: .k)
        try container.encode(checkpoints, forKey: .checkpoints)
        try container.encode(onsetEpoch, forKey: .onsetEpoch)
        try container.encode(settlingEpoch, forKey: .settlingEpoch)
        try container.encode(generalisationGap, forKey: .generalisationGap)
        try container.encode(targetVariance, forKey: .targetVariance)
        try container.encode(ckaCeiling, forKey: .ckaCeiling)
        try container.encode(labels, forKey: .labels)
        try container.encodeIfPresent(data, forKey: .data)
        try container.encode(samples, forKey: .samples)
        try container.encode(trainingSamples, forKey: .trainingSamples)
        try container.encode(featureColumns, forKey: .featureColumns)
        try container.encode(targetColumns, forKey: .targetColumns)
    }
}

extension Trajectory.Checkpoint {
    private enum CodingKeys: String, CodingKey {
        case epoch
        case trainMSE = "train_mse"
        case testMSE = "test_mse"
        case decayBudget = "decay_budget"
        case isCollapsed = "is_collapsed"
        case layers
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(trainMSE, forKey: .trainMSE)
        try container.encode(testMSE, forKey: .testMSE)
        try container.encode(decayBudget, forKey: .decayBudget)
        try container.encode(isCollapsed, forKey: .isCollapsed)
        try container.encode(layers, forKey: .layers)
    }
}

extension Trajectory.Layer {
    private enum CodingKeys: String, CodingKey {
        case noiseComponent = "noise_component"
        case cka
        case featureWeightAlignment = "feature_weight_alignment"
        case linearPredictionMSE = "linear_prediction_mse"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(noiseComponent, forKey: .noiseComponent)
        try container.encode(cka, forKey: .cka)
        try container.encode(featureWeightAlignment, forKey: .featureWeightAlignment)
        try container.encode(linearPredictionMSE, forKey: .linearPredictionMSE)
    }
}

extension CollapseError {
    fileprivate static func noCheckpoints() -> CollapseError {
        CollapseError("the trajectory has no checkpoints")
    }

    fileprivate static func noEpoch() -> CollapseError {
        CollapseError("a checkpoint of the trajectory does not say its epoch")
    }
}
