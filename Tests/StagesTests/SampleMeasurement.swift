import Collapse
import Foundation

/// Measurements as `collapse.measure` writes them, with made-up numbers.
enum SampleMeasurement {
    /// - Parameters:
    ///   - noise: NRC1 of each layer; the k-independent metrics don't follow it.
    ///   - scale: what the k-independent metrics are multiples of.
    static func make(
        noise: [Double?] = [0.8, 0.05, 0.02], k: Int = 3, samples: Int = 100,
        featureColumns: Int = 7, targetColumns: Int = 2, epoch: Int? = nil,
        decayBudget: Double? = nil, targetStableRank: Double? = 1.5,
        labels: [String: String] = [:], scale: Double = 1, cka: Double = 0.5
    ) throws -> ModelMeasurement {
        let layers = noise.enumerated().map { index, noise in
            layer(
                "layers.\(2 * index).weight", noise: noise, cka: cka,
                size: scale * Double(index + 1))
        }
        var fields: [String: Any] = [
            "k": k, "layers": layers, "train_mse": scale / 8, "cka_ceiling": 0.75,
            "target_variance": 1,
            "first_collapsed_layer_at": [String: Any](), "labels": labels, "samples": samples,
            "feature_columns": featureColumns, "target_columns": targetColumns,
        ]
        fields["epoch"] = epoch
        fields["first_collapsed_layer"] = firstCollapsedLayer(
            noiseComponents: noise, threshold: 0.1)
        fields["decay_budget"] = decayBudget
        fields["target_stable_rank"] = targetStableRank
        return try ModelMeasurement(json: JSONSerialization.data(withJSONObject: fields))
    }

    private static func layer(
        _ name: String, noise: Double?, cka: Double, size: Double
    ) -> [String: Any] {
        var fields: [String: Any] = [
            "name": name, "cka": cka, "cka_full": 0.25, "feature_weight_alignment": 0.75,
            "noise_weight_alignment": 0.125, "shared_directions": 2, "effective_rank": size / 4,
            "linear_prediction_mse": size / 16, "feature_stable_rank": size,
            "weight_stable_rank": size * 2, "proposition1": [String: Any](),
        ]
        fields["noise_component"] = noise
        return fields
    }
}
