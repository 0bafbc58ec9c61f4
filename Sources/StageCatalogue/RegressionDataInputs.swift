internal import PipelineLanguage

extension InputSpecification {
    /// A training set, and a test set that may be left out: what is trained on is also measured.
    static let regressionData = [
        InputSpecification("features", .one, .array, summary: "Training inputs [N, d]."),
        InputSpecification("targets", .one, .array, summary: "Training targets [N, t]."),
        InputSpecification("test_features", .optional, .array, summary: "Test inputs."),
        InputSpecification("test_targets", .optional, .array, summary: "Test targets."),
    ]

    /// The same for networks of either kind.
    static let measuredData = [
        InputSpecification(
            "features", .one, .array,
            summary: "Training inputs [N, d], or pictures [N, height, width, 3] of a ResNet."),
        InputSpecification("targets", .one, .array, summary: "Training targets [N, t]."),
        InputSpecification("test_features", .optional, .array, summary: "Test inputs or pictures."),
        InputSpecification("test_targets", .optional, .array, summary: "Test targets."),
    ]
}

extension ParameterSpecification {
    /// What `train.resnet` has too.
    static let pixels = ParameterSpecification(
        "pixels", .choice(["raw", "unit", "symmetric"]), isOptional: true,
        summary: """
            How the pictures' bytes become numbers: `raw`, 0 to 255; `unit`, 0 to 1; `symmetric`, -1 \
            to 1. By default as the model says that it was trained.
            """)
}
