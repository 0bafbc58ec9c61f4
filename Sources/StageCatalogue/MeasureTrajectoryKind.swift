package import PipelineLanguage

extension StageKind {
    /// Collapse over the epochs of one training (paper, figure 5).
    package static let measureTrajectory = StageKind(
        name: "collapse.trajectory",
        revision: 1,
        summary: """
            Measures neural regression collapse in every snapshot of a training, and from these the \
            epoch of its onset (the first from which on the last layer and at least one hidden \
            layer satisfy NRC1–NRC4 to the end), the epoch at which the loss has settled, and the \
            generalisation gap.
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
                summary: "One object with a list of checkpoints.")
        ]), forecast: MeasuringForecasts.trajectory, speedIsLike: "train.mlp")
}
