/// The numbers that measuring a model gives, by the names under which claims may use them; a test
/// compares them with what is written.
enum CollapseMetrics {
    /// Of a measurement: each layer's, and the model's own.
    static let ofMeasurement = [
        "noise_component", "cka", "cka_full", "cka_first_columns", "feature_weight_alignment",
        "shared_feature_weight_alignment", "shared_directions", "noise_weight_alignment",
        "flattened_feature_weight_alignment", "effective_rank", "linear_prediction_mse",
        "linear_prediction_test_mse", "feature_stable_rank", "weight_stable_rank",
        "cross_covariance_alignment", "cross_covariance_noise",
        "proposition1.left_side", "proposition1.epsilon_1", "proposition1.epsilon_2_projected",
        "proposition1.epsilon_2_full", "proposition1.right_side", "proposition1.ratio",
        "proposition1.unexplained_targets",
        "k", "train_mse", "test_mse", "target_stable_rank", "target_variance", "cka_ceiling",
        "first_collapsed_layer", "epoch", "decay_budget", "samples", "feature_columns",
        "target_columns",
    ]

    /// Of a trajectory as a whole.
    static let ofTrajectory = [
        "k", "onset_epoch", "settling_epoch", "generalisation_gap", "target_variance",
        "cka_ceiling", "samples", "training_samples", "feature_columns", "target_columns",
    ]
}
