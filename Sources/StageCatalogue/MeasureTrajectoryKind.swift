package import PipelineLanguage

extension StageKind {
    /// Collapse over the epochs of one training (paper, figure 5).
    package static let measureTrajectory = StageKind(
        name: "collapse.trajectory",
        revision: 2,
        summary: """
            Measures neural regression collapse in every snapshot of a training, and from these the \
            epoch of its onset (the first from which on the last layer and at least one hidden \
            layer satisfy NRC1–NRC4 to the end, by the bands below, and the network fits), the \
            epoch at which the loss has settled, and the generalisation gap.
            """,
        parameters: [
            ParameterSpecification(
                "k", .integer(1...10_000), isOptional: true,
                summary: "Dimension of the signal subspace; the number of targets by default."),
            ParameterSpecification(
                "labels", .mapping(of: .text), default: .mapping([]),
                summary: "Texts that go into the trajectory, for figures to group by."),
            ParameterSpecification(
                "samples", .integer(2...Int.max), isOptional: true,
                summary: """
                    At most so many training samples, a random part, are measured; all by default.
                    """),
            ParameterSpecification(
                "samples_seed", .integer(0...Int.max), default: .integer(0),
                summary: "Seed of that part."),
            ParameterSpecification(
                "noise_component_at_most", .real(.nonNegative), default: .real(0.1),
                summary: "Band of NRC1."),
            ParameterSpecification(
                "cka_above", .real(.any), default: .real(0.9),
                summary: """
                    Band of NRC2, which also has to be above the best CKA of a signal that drops \
                    one of the min(k, t) directions.
                    """),
            ParameterSpecification(
                "feature_weight_alignment_at_least", .real(.any), default: .real(0.9),
                summary: "Band of NRC3."),
            ParameterSpecification(
                "linear_prediction_error_at_most", .real(.nonNegative), default: .real(1.5),
                summary: "Band of NRC4, as a multiple of the network's train MSE."),
            ParameterSpecification(
                "train_error_at_most", .real(.nonNegative), default: .real(0.1),
                summary: "Band of the train MSE, as a multiple of the targets' variance."),
            .pixels,
        ],
        inputs: .fixed(
            [
                InputSpecification(
                    "snapshots", .one, .folder, summary: "The models of one training.")
            ] + InputSpecification.measuredData + [.datasetDescription]),
        outputs: .fixed([
            OutputSpecification(
                "trajectory", path: "trajectory.json", .trajectory,
                metrics: CollapseMetrics.ofTrajectory,
                summary: "One object with a list of checkpoints.")
        ]), forecast: MeasuringForecasts.trajectory, speedIsLike: "train.mlp")
}
