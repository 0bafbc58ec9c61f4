package import PipelineLanguage

extension StageKind {
    /// The four conditions and the stable ranks of every layer (paper, section 3).
    package static let measureCollapse = StageKind(
        name: "collapse.measure",
        revision: 4,
        summary: """
            Measures neural regression collapse (NRC1–NRC4, stable ranks, spectrum) in every \
            linear layer of a model on the given data.
            """,
        parameters: [
            ParameterSpecification(
                "k", .integer(1...10_000), isOptional: true,
                summary: "Dimension of the signal subspace; the number of targets by default."),
            ParameterSpecification(
                "labels", .mapping(of: .text), default: .mapping([]),
                summary: "Texts that go into the measurement, for figures to group by."),
        ],
        inputs: .fixed(
            [
                InputSpecification(
                    "model", .one, .model,
                    summary: "A fully connected ReLU network in safetensors, PyTorch's names.")
            ] + InputSpecification.regressionData + [.datasetDescription]),
        outputs: .fixed([
            OutputSpecification(
                "measurement", path: "measurement.json", .measurement,
                summary: "One object with a list of layers.")
        ]), forecast: MeasuringForecasts.model, speedIsLike: "train.mlp")
}
