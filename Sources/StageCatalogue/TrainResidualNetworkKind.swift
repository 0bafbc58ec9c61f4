package import PipelineLanguage

extension StageKind {
    /// torchvision's ResNets under SGD (paper, "Models").
    package static let trainResidualNetwork = StageKind(
        name: "train.resnet",
        revision: 1,
        summary: """
            Trains torchvision's ResNet-18 or ResNet-34 on pictures and the mean squared error with \
            stochastic gradient descent, momentum and weight decay as PyTorch defines them.
            """,
        parameters: [
            ParameterSpecification(
                "network", .choice(["resnet-18", "resnet-34"]), summary: "Which of them."),
            ParameterSpecification(
                "head", .choice(["linear", "mlp"]), default: .text("linear"),
                summary: """
                    What follows the average pooling: `linear`, one layer with biases; `mlp`, a layer \
                    of 512 outputs, layer norm, ReLU and a layer.
                    """),
            ParameterSpecification(
                "pixels", .choice(["raw", "unit", "symmetric"]),
                summary: """
                    How the pictures' bytes become numbers: `raw`, 0 to 255; `unit`, 0 to 1; \
                    `symmetric`, -1 to 1.
                    """),
            .learningRate, .momentum, .weightDecay, .schedule, .epochs, .batch,
            ParameterSpecification(
                "accumulate", .integer(1...1024), default: .integer(1),
                summary: """
                    Parts of a batch that are computed one after the other, where memory is short: the \
                    gradient is the whole batch's, but batch norm sees each part by itself.
                    """),
            .trainingSeed, .snapshots,
        ],
        inputs: .fixed([
            InputSpecification(
                "images", .one, .array,
                summary: "Training pictures, bytes [N, height, width, 3]."),
            InputSpecification("targets", .one, .array, summary: "Training targets [N, t]."),
            InputSpecification(
                "test_images", .optional, .array, summary: "Test pictures of the same size."),
            InputSpecification("test_targets", .optional, .array, summary: "Test targets."),
        ]),
        outputs: .fixed(
            OutputSpecification.training(
                "The trained weights and running statistics under torchvision's names.")),
        forecast: TrainingForecasts.residualNetwork, speedIsLike: "train.resnet")
}
