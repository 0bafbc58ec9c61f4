package import PipelineLanguage

extension StageKind {
    /// Standard normal inputs and the targets of a random teacher (paper, section 4).
    package static let syntheticDataset = StageKind(
        name: "synthetic.dataset",
        revision: 1,
        summary: """
            Draws standard normal inputs and the targets that a random linear or nonlinear teacher \
            gives them, splits them into training and test set as scikit-learn does, and fails when the targets have \
            not the rank asked for.
            """,
        parameters: [
            ParameterSpecification(
                "seed", .integer(0...Int.max), summary: "Seed of the inputs and the teacher."),
            ParameterSpecification(
                "teacher", .choice(["linear", "nonlinear"]),
                summary: """
                    `linear`: Y = X A B with A [d, r] and B [r, t]; `nonlinear`: a network with \
                    two hidden ReLU layers of width r.
                    """),
            ParameterSpecification(
                "samples", .integer(2...100_000_000),
                summary: "Training and test samples together."),
            ParameterSpecification(
                "input_dimension", .integer(1...1_000_000), summary: "Number of features d."),
            ParameterSpecification(
                "target_dimension", .integer(1...10_000), summary: "Number of targets t."),
            ParameterSpecification(
                "rank", .integer(1...10_000),
                summary: "Rank r of the linear teacher, or width of the nonlinear one's layers."),
            ParameterSpecification(
                "noise", .real(RealRange(from: 0, through: 1e6)), default: .real(0),
                summary: "Standard deviation of normal noise added to the targets."),
            .testFraction, .splitSeed, .standardise,
            ParameterSpecification(
                "minimum_eigenvalue_ratio", .real(.unit), default: .real(0.01),
                summary: """
                    The least λ_rank/λ₁ with which the targets count as having the rank asked for; \
                    λ are the eigenvalues of the covariance of all samples' targets, standardised \
                    and without noise.
                    """),
        ],
        inputs: .fixed([]),
        outputs: .fixed(
            OutputSpecification.regressionData + [
                OutputSpecification(
                    "summary", path: "summary.json", .json,
                    summary: "Seed, shapes and the eigenvalues behind the rank check.")
            ]), forecast: DatasetForecasts.synthetic)
}
