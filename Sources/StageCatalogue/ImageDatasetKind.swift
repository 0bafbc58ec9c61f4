package import PipelineLanguage

/// How the targets of an image set are scaled.
package enum TargetScale: String, CaseIterable, Sendable {
    /// To [0, 1] by all samples' extremes, before the split (the authors' code for Carla).
    case minMax = "min-max"
    /// By the training set's mean and population deviation.
    case standardised
    case none
}

extension StageKind {
    /// Images as training and test sets of bytes (paper, "Models").
    package static let imageDataset = StageKind(
        name: "dataset.images",
        revision: 1,
        summary: """
            Reads images from a folder of JPEG files, HDF5 files or an array, resizes them, and \
            splits them into training and test set; pixels stay bytes from 0 to 255.
            """,
        parameters: [
            .firstSamples, .testFraction, .splitMethod, .splitSeed, .trainingSamples,
            ParameterSpecification(
                "height", .integer(1...4096), isOptional: true,
                summary: "Rows to resize to, as Pillow's antialiased bilinear filter does."),
            ParameterSpecification(
                "width", .integer(1...4096), isOptional: true, summary: "Columns to resize to."),
            ParameterSpecification(
                "target_scale", .choice(TargetScale.allCases.map(\.rawValue)),
                default: .text(TargetScale.none.rawValue),
                summary: """
                    `min-max`: to [0, 1] by the extremes of all samples; `standardised`: by the \
                    training set's mean and population deviation; `none`: as they are.
                    """),
            ParameterSpecification(
                "grey_as_colour", .boolean, default: .boolean(false),
                summary: "Whether grey JPEG files are taken as colour; they are refused otherwise."
            ),
        ],
        inputs: .fixed([
            InputSpecification(
                "files", .optional, .folder, summary: "What `dataset.fetch` got."),
            .datasetDescription,
            InputSpecification(
                "images", .optional, .array,
                summary: "Bytes [N, height, width, 3], in place of `files`."),
            InputSpecification(
                "image_targets", .optional, .array, summary: "Targets [N, t] of `images`."),
        ]),
        outputs: .fixed([
            OutputSpecification(
                "images", path: "images.npy", .array,
                summary: "Training images, bytes [N, height, width, 3]."),
            OutputSpecification(
                "targets", path: "targets.npy", .array, summary: "Training targets [N, t]."),
            OutputSpecification(
                "test_images", path: "test_images.npy", .array, summary: "Test images."),
            OutputSpecification(
                "test_targets", path: "test_targets.npy", .array, summary: "Test targets."),
            OutputSpecification(
                "summary", path: "summary.json", .json,
                summary: "Shapes, scales and the targets' spectrum."),
            OutputSpecification(
                "description", path: "description.json", .json,
                summary: "What the pictures are, as the input `description` says."),
        ]), forecast: DatasetForecasts.images)
}
