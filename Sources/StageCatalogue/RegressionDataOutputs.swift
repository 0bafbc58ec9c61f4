internal import PipelineLanguage

extension OutputSpecification {
    /// A training set and a test set, as every trainer of tables reads them.
    static let regressionData = [
        OutputSpecification(
            "features", path: "features.npy", .array, summary: "Training inputs [N, d]."),
        OutputSpecification(
            "targets", path: "targets.npy", .array, summary: "Training targets [N, t]."),
        OutputSpecification(
            "test_features", path: "test_features.npy", .array, summary: "Test inputs."),
        OutputSpecification(
            "test_targets", path: "test_targets.npy", .array, summary: "Test targets."),
    ]
}
