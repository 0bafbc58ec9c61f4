internal import PipelineLanguage

/// Which models a training leaves beside the last one.
package enum Snapshots: String, CaseIterable, Sendable {
    case none
    /// At the epochs whose errors are recorded.
    case listed
}

// What trainings of all networks have in common.

extension ParameterSpecification {
    static let learningRate = ParameterSpecification(
        "learning_rate", .real(.positive), summary: "Initial learning rate.")
    static let momentum = ParameterSpecification(
        "momentum", .real(RealRange(from: 0, through: 0.9999)), default: .real(0.9),
        summary: "Momentum factor.")
    static let weightDecay = ParameterSpecification(
        "weight_decay", .real(.nonNegative),
        summary: "Multiple of the weights that is added to their gradient.")
    static let schedule = ParameterSpecification(
        "schedule", .choice(["steps-at-thirds", "constant"]), default: .text("steps-at-thirds"),
        summary: """
            `steps-at-thirds`: the rate falls to a tenth at ⌊E/3⌋ and again at ⌊2E/3⌋.
            """)
    static let epochs = ParameterSpecification(
        "epochs", .integer(1...10_000_000), summary: "Passes over the training set, E.")
    static let batch = ParameterSpecification(
        "batch", .integer(1...10_000_000), default: .integer(128),
        summary: "Samples a step; the last step of an epoch takes what is left.")
    static let trainingSeed = ParameterSpecification(
        "seed", .integer(0...Int.max),
        summary: "Seed of the initial weights and of the order of the samples.")
    static let snapshots = ParameterSpecification(
        "snapshots", .choice(Snapshots.allCases.map(\.rawValue)), isOptional: true,
        summary: """
            `listed` keeps the models at the epochs of `history` with fixed-weight losses: before \
            the first step, at the paper's list, after the last epoch. None by default.
            """)
}

extension OutputSpecification {
    static func training(_ model: String) -> [OutputSpecification] {
        [
            OutputSpecification("model", path: "model.safetensors", .model, summary: model),
            OutputSpecification(
                "history", path: "history.csv", .table,
                summary: "Losses over the epochs, in training and with fixed weights."),
            OutputSpecification(
                "snapshots", path: "snapshots", .folder,
                onlyWith: OutputCondition("snapshots", Snapshots.listed.rawValue),
                summary: "`epoch-0000.safetensors` and so on; the last one is `model`."),
        ]
    }
}
