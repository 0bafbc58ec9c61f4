package import PipelineLanguage

extension StageKind {
    /// Bias-free ReLU networks under SGD (paper, "Models").
    package static let trainMultilayerPerceptron = StageKind(
        name: "train.mlp",
        revision: 3,
        summary: """
            Trains a fully connected ReLU network on the mean squared error with stochastic \
            gradient descent, momentum and weight decay as PyTorch defines them.
            """,
        parameters: [
            ParameterSpecification(
                "layers", .integer(1...1_000), summary: "Number of linear layers L."),
            ParameterSpecification(
                "width", .integer(1...65_536), summary: "Width of every hidden layer."),
            ParameterSpecification(
                "bias", .boolean, default: .boolean(false),
                summary: "Whether the layers have biases."),
            ParameterSpecification(
                "initial_scale", .real(.positive), default: .real(1),
                summary: "Factor on PyTorch's default initial weights."),
            .learningRate, .momentum, .weightDecay, .schedule, .epochs, .batch, .trainingSeed,
            .snapshots,
        ],
        inputs: .fixed(InputSpecification.regressionData),
        outputs: .fixed(
            OutputSpecification.training(
                "The trained weights, named `layers.0.weight`, `layers.2.weight`, …")),
        forecast: TrainingForecasts.multilayerPerceptron, speedIsLike: "train.mlp")
}
