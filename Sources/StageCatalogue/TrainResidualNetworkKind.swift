package import PipelineLanguage

extension StageKind {
    package static let trainResidualNetwork = StageKind(
        name: "train.resnet", revision: 1, summary: "stub",
        parameters: [
            ParameterSpecification("network", .choice(["resnet-18", "resnet-34"]), summary: ""),
            ParameterSpecification(
                "head", .choice(["linear", "mlp"]), default: .text("linear"), summary: ""),
            .pixels,
            ParameterSpecification("learning_rate", .real(.positive), summary: ""),
            ParameterSpecification("weight_decay", .real(.nonNegative), summary: ""),
            ParameterSpecification("epochs", .integer(1...10_000_000), summary: ""),
            ParameterSpecification(
                "batch", .integer(1...10_000_000), default: .integer(128), summary: ""),
            ParameterSpecification("seed", .integer(0...Int.max), summary: ""),
            ParameterSpecification(
                "snapshots", .choice(Snapshots.allCases.map(\.rawValue)), isOptional: true,
                summary: ""),
        ],
        inputs: .fixed([
            InputSpecification("images", .one, .array, summary: ""),
            InputSpecification("targets", .one, .array, summary: ""),
            InputSpecification("test_images", .optional, .array, summary: ""),
            InputSpecification("test_targets", .optional, .array, summary: ""),
        ]),
        outputs: .fixed([
            OutputSpecification("model", path: "model.safetensors", .model, summary: ""),
            OutputSpecification("history", path: "history.csv", .table, summary: ""),
            OutputSpecification(
                "snapshots", path: "snapshots", .folder,
                onlyWith: OutputCondition("snapshots", Snapshots.listed.rawValue), summary: ""),
        ]), forecast: TrainingForecasts.residualNetwork, speedIsLike: "train.resnet")
}
