package import PipelineLanguage

extension StageKind {
    /// The four conditions and the stable ranks of every layer (paper, section 3).
    package static let measureCollapse = StageKind(
        name: "collapse.measure",
        revision: 5,
        summary: """
            Measures neural regression collapse (NRC1–NRC4, stable ranks, spectrum) in every \
            linear layer of a fully connected network, or every 3×3 convolution of the residual \
            stages and every linear layer of a ResNet, on the given data. A convolution's features \
            are what it reads, averaged over space; NRC3 is also measured over all positions.
            """,
        parameters: [
            ParameterSpecification(
                "k", .integer(1...10_000), isOptional: true,
                summary: "Dimension of the signal subspace; the number of targets by default."),
            ParameterSpecification(
                "labels", .mapping(of: .text), default: .mapping([]),
                summary: "Texts that go into the measurement, for figures to group by."),
            .pixels,
        ],
        inputs: .fixed(
            [
                InputSpecification(
                    "model", .one, .model,
                    summary: """
                        A fully connected ReLU network, or a ResNet of torchvision's basic blocks, in \
                        safetensors with PyTorch's names.
                        """)
            ] + InputSpecification.measuredData + [.datasetDescription]),
        outputs: .fixed([
            OutputSpecification(
                "measurement", path: "measurement.json", .measurement,
                metrics: CollapseMetrics.ofMeasurement,
                summary: "One object with a list of layers.")
        ]), forecast: MeasuringForecasts.model, speedIsLike: "train.mlp")
}
