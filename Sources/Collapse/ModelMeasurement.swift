/// One model at one k: what a measurement file holds.
package struct ModelMeasurement: Sendable, Equatable, Codable {
    /// The dimension of the top subspace: the targets' t, or their intrinsic r.
    package let k: Int
    /// One per linear layer, from the input on.
    package let layers: [LayerMeasurement]
    /// The network's error over the training set with fixed weights, over samples and outputs.
    package let trainMSE: Double
    /// The same on the test set; nil without one.
    package let testMSE: Double?
    /// ‖Ȳ‖²_F/‖Ȳ‖²₂, what a layer's stable rank compares with; nil for constant targets.
    package let targetStableRank: Double?
    /// The best CKA of a signal that drops one of the min(k, t) directions; nil for constant
    /// targets.
    package let ckaCeiling: Double?
    /// At the threshold 0.1; nil for none.
    package let firstCollapsedLayer: Int?
    /// At the thresholds 0.05 and 0.2, which say how much the pinned 0.1 matters.
    package let firstCollapsedLayerAlternatives: CollapseThresholds
    /// The checkpoint's epoch; nil where the model does not say.
    package let epoch: Int?
    /// B = Σ lr·wd/(1 − momentum) over the steps; nil where unknown.
    package let decayBudget: Double?
    /// What tells this model from its siblings: axis of the sweep → value.
    package let labels: [String: String]
    /// N, of the training set.
    package let samples: Int
    /// The columns of the network's input.
    package let featureColumns: Int
    /// t.
    package let targetColumns: Int
    /// Which data it was measured on, for readers; nil where nobody says.
    package let data: String?
    /// Var(Y) = ‖Ȳ‖²_F/(N t), averaged over the targets: 1 where they are standardised.
    package let targetVariance: Double

    /// What the training, not the measuring, knows of the model.
    package struct Context: Sendable, Equatable {
        package var trainMSE: Double
        package var testMSE: Double?
        package var epoch: Int?
        package var decayBudget: Double?
        package var labels: [String: String]
        package var data: String?

        package init(
            trainMSE: Double, testMSE: Double? = nil, epoch: Int? = nil,
            decayBudget: Double? = nil, labels: [String: String] = [:], data: String? = nil
        ) {
            self.trainMSE = trainMSE
            self.testMSE = testMSE
            self.epoch = epoch
            self.decayBudget = decayBudget
            self.labels = labels
            self.data = data
        }
    }

    /// - Parameters:
    ///   - k: the dimension of the top subspace, at least 1.
    ///   - layers: from layer 0 on, all over the same samples and targets; at least one.
    ///   - testErrors: NRC4 on the test set, one per layer; empty without a test set.
    /// - Throws: when LAPACK fails.
    package init(
        k: Int, layers: [LayerStatistics], testErrors: [Double] = [], context: Context
    ) throws(CollapseError) {
        guard let input = layers.first else { throw .noLayers() }
        precondition(
            testErrors.isEmpty || testErrors.count == layers.count, "one test error per layer")
        var measured: [LayerMeasurement] = []
        for (index, statistics) in layers.enumerated() {
            let testError = testErrors.isEmpty ? nil : testErrors[index]
            measured.append(try statistics.measurement(k: k, testError: testError))
        }
        let noise = measured.map(\.noiseComponent)
        self.k = k
        self.layers = measured
        trainMSE = context.trainMSE
        testMSE = context.testMSE
        let targets = input.targetStatistics
        targetStableRank = targets.stableRank
        ckaCeiling = targets.alignmentCeiling(k: k)
        targetVariance = targets.variance
        firstCollapsedLayer = Collapse.firstCollapsedLayer(noiseComponents: noise, threshold: 0.1)
        firstCollapsedLayerAlternatives = CollapseThresholds(noiseComponents: noise)
        epoch = context.epoch
        decayBudget = context.decayBudget
        labels = context.labels
        samples = input.samples
        featureColumns = input.featureColumns
        targetColumns = input.targetColumns
        data = context.data
    }
}

extension ModelMeasurement {
    private enum CodingKeys: String, CodingKey {
        case k
        case layers
        case trainMSE = "train_mse"
        case testMSE = "test_mse"
        case targetStableRank = "target_stable_rank"
        case ckaCeiling = "cka_ceiling"
        case firstCollapsedLayer = "first_collapsed_layer"
        case firstCollapsedLayerAlternatives = "first_collapsed_layer_at"
        case epoch
        case decayBudget = "decay_budget"
        case labels
        case samples
        case featureColumns = "feature_columns"
        case targetColumns = "target_columns"
        case data
        case targetVariance = "target_variance"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(k, forKey: .k)
        try container.encode(layers, forKey: .layers)
        try container.encode(trainMSE, forKey: .trainMSE)
        try container.encode(testMSE, forKey: .testMSE)
        try container.encode(targetStableRank, forKey: .targetStableRank)
        try container.encode(ckaCeiling, forKey: .ckaCeiling)
        try container.encode(firstCollapsedLayer, forKey: .firstCollapsedLayer)
        try container.encode(
            firstCollapsedLayerAlternatives, forKey: .firstCollapsedLayerAlternatives)
        try container.encode(epoch, forKey: .epoch)
        try container.encode(decayBudget, forKey: .decayBudget)
        try container.encode(labels, forKey: .labels)
        try container.encode(samples, forKey: .samples)
        try container.encode(featureColumns, forKey: .featureColumns)
        try container.encode(targetColumns, forKey: .targetColumns)
        try container.encodeIfPresent(data, forKey: .data)
        try container.encode(targetVariance, forKey: .targetVariance)
    }
}

extension CollapseError {
    fileprivate static func noLayers() -> CollapseError {
        CollapseError("the model has no linear layer to measure")
    }
}
