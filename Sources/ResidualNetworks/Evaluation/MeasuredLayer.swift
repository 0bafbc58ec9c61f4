internal import Learning
package import LinearAlgebra

/// A layer of a residual network whose inputs the paper measures.
package struct MeasuredLayer: Sendable, Equatable {
    /// `layer1.0.conv1`, …, `layer4.1.conv2`, `fc` (or `fc.0` and `fc.3`): the weight's name without
    /// `.weight`.
    package let name: String
    /// [outputs, inputs, 3, 3], or [outputs, inputs] for a linear layer.
    package let weightShape: [Int]
    /// Channels that the layer reads.
    package var channels: Int { weightShape[1] }
}

extension ResidualNetwork {
    /// Every 3×3 convolution in `layer1` … `layer4` and the head's linear layers, from the input on:
    /// 17 for ResNet-18 and 33 for ResNet-34 with a single linear head. Downsampling convolutions
    /// are not measured.
    ///
    /// Source: paper, "Metrics".
    package var measuredLayers: [MeasuredLayer] {
        let convolutions = architecture.basicBlocks.flatMap { [$0.first, $0.second] }
            .map { MeasuredLayer(name: $0.name, weightShape: $0.weightShape) }
        let features = architecture.features
        let heads: [MeasuredLayer] =
            switch architecture.head {
            case .linear:
                [MeasuredLayer(name: "fc", weightShape: [architecture.outputs, features])]
            case .perceptron:
                [
                    MeasuredLayer(name: "fc.0", weightShape: [features, features]),
                    MeasuredLayer(name: "fc.3", weightShape: [architecture.outputs, features]),
                ]
            }
        return convolutions + heads
    }

    /// A measured layer's weight as `[outputs, inputs · kernel rows · kernel columns]`, row-major as
    /// the tensor itself: input channel slowest, filter column fastest.
    package func weight(of layer: MeasuredLayer) -> Matrix<Float> {
        Matrix(
            rows: layer.weightShape[0], columns: layer.weightShape.dropFirst().reduce(1, *),
            elements: elements("\(layer.name).weight"))
    }
}

/// What one measured layer reads, for one batch of consecutive pictures.
package struct MeasuredInputs: Sendable {
    /// Its place in `measuredLayers`.
    package let layer: Int
    /// The pictures' numbers in the data set.
    package let pictures: Range<Int>
    /// Height and width of what the layer reads; 1 and 1 for a linear layer.
    package let height: Int
    package let width: Int
    /// `[pictures · height · width, channels]`: the row of picture n (from 0), line y and column x is
    /// (n · height + y) · width + x. Before padding.
    package let positions: Matrix<Float>
}
