/// What a tensor of a network is, which says how it begins.
enum TensorRole: Sendable, Equatable {
    case convolution
    case ones
    case zeros
    case linearWeight
    /// With the layer's inputs, which bound it.
    case linearBias(inputs: Int)
}

/// A tensor that a network has.
struct PlannedTensor: Sendable, Equatable {
    let name: String
    let shape: [Int]
    let role: TensorRole
    /// Running statistics are not trained.
    var isTrained = true

    var count: Int { shape.reduce(1, *) }
}

extension ResidualNetworkArchitecture {
    /// torchvision's state dict, in its order, without the counters `num_batches_tracked`.
    var tensorPlan: [PlannedTensor] {
        ([stem] + basicBlocks.flatMap(\.convolutions)).flatMap(\.tensorPlan) + headTensorPlan
    }

    private var headTensorPlan: [PlannedTensor] {
        switch head {
        case .linear: return Self.linear("fc", inputs: features, outputs: outputs)
        case .perceptron:
            return Self.linear("fc.0", inputs: features, outputs: features)
                + [
                    PlannedTensor(name: "fc.1.weight", shape: [features], role: .ones),
                    PlannedTensor(name: "fc.1.bias", shape: [features], role: .zeros),
                ] + Self.linear("fc.3", inputs: features, outputs: outputs)
        }
    }

    private static func linear(_ name: String, inputs: Int, outputs: Int) -> [PlannedTensor] {
        [
            PlannedTensor(
                name: "\(name).weight", shape: [outputs, inputs], role: .linearWeight),
            PlannedTensor(
                name: "\(name).bias", shape: [outputs], role: .linearBias(inputs: inputs)),
        ]
    }
}

extension NormalisedConvolution {
    var weightName: String { "\(name).weight" }
    var weightShape: [Int] { [outputs, inputs, kernel, kernel] }

    fileprivate var tensorPlan: [PlannedTensor] {
        [
            PlannedTensor(name: weightName, shape: weightShape, role: .convolution),
            PlannedTensor(name: "\(normName).weight", shape: [outputs], role: .ones),
            PlannedTensor(name: "\(normName).bias", shape: [outputs], role: .zeros),
            PlannedTensor(
                name: "\(normName).running_mean", shape: [outputs], role: .zeros,
                isTrained: false),
            PlannedTensor(
                name: "\(normName).running_var", shape: [outputs], role: .ones,
                isTrained: false),
        ]
    }
}
