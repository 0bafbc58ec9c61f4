package import PipelineLanguage

/// Which models a training leaves beside the last one.
package enum Snapshots: String, CaseIterable, Sendable {
    case none
    /// At the epochs whose errors are recorded.
    case listed
}

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
            ParameterSpecification(
                "learning_rate", .real(.positive), summary: "Initial learning rate."),
            ParameterSpecification(
                "momentum", .real(RealRange(from: 0, through: 0.9999)), default: .real(0.9),
                summary: "Momentum factor."),
            ParameterSpecification(
                "weight_decay", .real(.nonNegative),
                summary: "Multiple of the weights that is added to their gradient."),
            ParameterSpecification(
                "schedule", .choice(["steps-at-thirds", "constant"]),
                default: .text("steps-at-thirds"),
                summary: """
                    `steps-at-thirds`: the rate falls to a tenth at ⌊E/3⌋ and again at ⌊2E/3⌋.
                    """),
            ParameterSpecification(
                "epochs", .integer(1...10_000_000), summary: "Passes over the training set, E."),
            ParameterSpecification(
                "batch", .integer(1...10_000_000), default: .integer(128),
                summary: "Samples a step; the last step of an epoch takes what is left."),
            ParameterSpecification(
                "seed", .integer(0...Int.max),
                summary: "Seed of the initial weights and of the order of the samples."),
            ParameterSpecification(
                "snapshots", .choice(Snapshots.allCases.map(\.rawValue)), isOptional: true,
                summary: """
                    `listed` keeps the models at the epochs of `history` with fixed-weight losses: \
                    before the first step, at the paper's list, after the last epoch. None by \
                    default.
                    """),
        ],
        inputs: .fixed(InputSpecification.regressionData),
        outputs: .fixed([
            OutputSpecification(
                "model", path: "model.safetensors", .model,
                summary: "The trained weights, named `layers.0.weight`, `layers.2.weight`, …"),
            OutputSpecification(
                "history", path: "history.csv", .table,
                summary: "Losses over the epochs, in training and with fixed weights."),
            OutputSpecification(
                "snapshots", path: "snapshots", .folder,
                onlyWith: OutputCondition("snapshots", Snapshots.listed.rawValue),
                summary: "`epoch-0000.safetensors` and so on; the last one is `model`."),
        ]), forecast: TrainingForecasts.multilayerPerceptron, speedIsLike: "train.mlp")
}
