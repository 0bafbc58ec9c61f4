internal import PipelineLanguage

extension InputSpecification {
    /// A training set, and a test set that may be left out: what is trained on is also measured.
    static let regressionData = [
        InputSpecification("features", .one, .array, summary: "Training inputs [N, d]."),
        InputSpecification("targets", .one, .array, summary: "Training targets [N, t]."),
        InputSpecification("test_features", .optional, .array, summary: "Test inputs."),
        InputSpecification("test_targets", .optional, .array, summary: "Test targets."),
    ]
}
