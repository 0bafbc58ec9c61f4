/// The metrics of one linear layer: its input H `[N, h]`, its weight W `[out, h]` and the targets Y
/// `[N, t]`, at one k. nil is "undefined" (nothing varies), written as null.
package struct LayerMeasurement: Sendable, Equatable, Codable {
    /// The weight's tensor name, as `layers.4.weight`.
    package let name: String
    /// NRC1.
    package let noiseComponent: Double?
    /// NRC2 of the top-k projected features.
    package let cka: Double?
    /// NRC2 of all features.
    package let ckaFull: Double?
    /// NRC2 of the first t features, as the authors' code has it.
    package let ckaFirstColumns: Double?
    /// NRC3, the mean over min(k, h, out) principal angles.
    package let featureWeightAlignment: Double?
    /// NRC3 over the directions that exist both in H̄ and in W (σ > 1e-3 σ₁).
    package let sharedFeatureWeightAlignment: Double?
    /// How many those are.
    package let sharedDirections: Int
    /// The mean sine of NRC3's angles.
    package let noiseWeightAlignment: Double?
    /// Of a convolution, NRC3's mean cosine with the inputs of all positions as the text flattens
    /// them, not averaged over space; only there, and nil where undefined.
    package let flattenedFeatureWeightAlignment: Double?
    /// Σλ²/λ₁² of Σ_H: the stable rank as the authors' code computes it. The paper's own definition
    /// is `featureStableRank`.
    package let effectiveRank: Double?
    /// NRC4 on the training set.
    package let linearPredictionMSE: Double
    /// NRC4 on the test set, by the training set's fit; nil without a test set.
    package let linearPredictionTestMSE: Double?
    /// ‖H̄‖²_F/‖H̄‖²₂ = trΣ_H/λ₁.
    package let featureStableRank: Double?
    /// ‖W‖²_F/‖W‖²₂.
    package let weightStableRank: Double?
    /// The top t + 3 eigenvalues of Σ_H over its trace.
    package let spectrum: [Double]?
    package let proposition1: Proposition1
    /// How Σ_HY's top-k directions lie to the targets' top k; see `CrossCovarianceAlignment`.
    package let crossCovarianceAlignment: Double?
    /// The same with the targets' remaining directions.
    package let crossCovarianceNoise: Double?

    private enum CodingKeys: String, CodingKey {
        case name
        case noiseComponent = "noise_component"
        case cka
        case ckaFull = "cka_full"
        case ckaFirstColumns = "cka_first_columns"
        case featureWeightAlignment = "feature_weight_alignment"
        case sharedFeatureWeightAlignment = "shared_feature_weight_alignment"
        case sharedDirections = "shared_directions"
        case noiseWeightAlignment = "noise_weight_alignment"
        case flattenedFeatureWeightAlignment = "flattened_feature_weight_alignment"
        case effectiveRank = "effective_rank"
        case linearPredictionMSE = "linear_prediction_mse"
        case linearPredictionTestMSE = "linear_prediction_test_mse"
        case featureStableRank = "feature_stable_rank"
        case weightStableRank = "weight_stable_rank"
        case spectrum
        case proposition1
        case crossCovarianceAlignment = "cross_covariance_alignment"
        case crossCovarianceNoise = "cross_covariance_noise"
    }

    // Written by hand because the synthesised one leaves nil out instead of writing null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(noiseComponent, forKey: .noiseComponent)
        try container.encode(cka, forKey: .cka)
        try container.encode(ckaFull, forKey: .ckaFull)
        try container.encode(ckaFirstColumns, forKey: .ckaFirstColumns)
        try container.encode(featureWeightAlignment, forKey: .featureWeightAlignment)
        try container.encode(sharedFeatureWeightAlignment, forKey: .sharedFeatureWeightAlignment)
        try container.encode(sharedDirections, forKey: .sharedDirections)
        try container.encode(noiseWeightAlignment, forKey: .noiseWeightAlignment)
        try container.encodeIfPresent(
            flattenedFeatureWeightAlignment, forKey: .flattenedFeatureWeightAlignment)
        try container.encode(effectiveRank, forKey: .effectiveRank)
        try container.encode(linearPredictionMSE, forKey: .linearPredictionMSE)
        try container.encode(linearPredictionTestMSE, forKey: .linearPredictionTestMSE)
        try container.encode(featureStableRank, forKey: .featureStableRank)
        try container.encode(weightStableRank, forKey: .weightStableRank)
        try container.encode(spectrum, forKey: .spectrum)
        try container.encode(proposition1, forKey: .proposition1)
        try container.encode(crossCovarianceAlignment, forKey: .crossCovarianceAlignment)
        try container.encode(crossCovarianceNoise, forKey: .crossCovarianceNoise)
    }
}
