internal import PipelineLanguage

extension ParameterSpecification {
    static let testFraction = ParameterSpecification(
        "test_fraction",
        .real(RealRange(from: 0, through: 0.9, excludesLowest: true)), default: .real(0.2),
        summary: "Share of the samples kept for testing, rounded up.")

    static let splitSeed = ParameterSpecification(
        "split_seed", .integer(0...Int(UInt32.max)), default: .integer(42),
        summary: "Seed of the split.")

    static let splitMethod = ParameterSpecification(
        "split", .choice(["scikit-learn", "hugging-face-datasets"]),
        default: .text("scikit-learn"),
        summary: """
            Whose split is followed, bit for bit. `scikit-learn`: train_test_split; \
            `hugging-face-datasets`: shuffle, then train_test_split, both with the seed.
            """)

    static let firstSamples = ParameterSpecification(
        "first", .integer(2...1_000_000_000), isOptional: true,
        summary: "Use only the first so many samples, before the split.")

    static let trainingSamples = ParameterSpecification(
        "training_samples", .integer(1...1_000_000_000), isOptional: true,
        summary: "Keep only the first so many of the shuffled training set.")

    static let standardise = ParameterSpecification(
        "standardise", .boolean, default: .boolean(true),
        summary: """
            Whether to centre each column and divide it by its population deviation, both \
            of the training set.
            """)
}

extension InputSpecification {
    /// What `dataset.fetch` says of the files that it got.
    static let datasetDescription = InputSpecification(
        "description", .optional, .json,
        summary: "What the data are; `dataset.fetch` and the stand-ins make it.")
}
