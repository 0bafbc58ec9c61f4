/// What follows a residual network's average pooling.
package enum NetworkHead: String, CaseIterable, Sendable {
    /// One linear layer with biases.
    case linear
    /// A linear layer of as many outputs as inputs, layer norm, ReLU, and a linear layer.
    case perceptron = "mlp"
}

/// torchvision's networks of basic blocks.
package enum ResidualNetworkDepth: String, CaseIterable, Sendable {
    case resNet18 = "resnet-18"
    case resNet34 = "resnet-34"

    /// Of the stages `layer1` … `layer4`.
    var blocks: [Int] {
        switch self {
        case .resNet18: [2, 2, 2, 2]
        case .resNet34: [3, 4, 6, 3]
        }
    }
}

/// The shape of a network of basic blocks, as torchvision defines ResNet-18 and ResNet-34.
///
/// A stem (7×7 convolution of stride 2, batch norm, ReLU, max-pool), four stages of blocks of two
/// 3×3 convolutions with batch norm, average pooling over space, and a head.
///
/// Source: `torchvision.models.resnet`; the heads: paper, "Models".
package struct ResidualNetworkArchitecture: Sendable, Equatable {
    /// Blocks of the stages `layer1` … `layer4`.
    package let blocks: [Int]
    /// Channels of the stem and the first stage; each later stage has twice as many.
    package let width: Int
    package let head: NetworkHead
    package let outputs: Int

    /// - Parameter width: 64 in torchvision's; a multiple of 16, which is what the kernels take.
    package init(blocks: [Int], width: Int = 64, head: NetworkHead = .linear, outputs: Int) {
        precondition(blocks.count == 4 && blocks.allSatisfy { $0 > 0 }, "four stages with blocks")
        precondition(width > 0 && width.isMultiple(of: 16), "the width is a multiple of 16")
        precondition(outputs > 0, "a network has outputs")
        self.blocks = blocks
        self.width = width
        self.head = head
        self.outputs = outputs
    }

    package init(_ depth: ResidualNetworkDepth, head: NetworkHead = .linear, outputs: Int) {
        self.init(blocks: depth.blocks, head: head, outputs: outputs)
    }

    /// Channels of the last stage, which the head reads.
    package var features: Int { 8 * width }
}

/// One convolution without biases and the batch norm behind it.
struct NormalisedConvolution: Sendable, Equatable {
    /// `layer1.0.conv1`, `layer2.0.downsample.0`.
    let name: String
    /// `layer1.0.bn1`, `layer2.0.downsample.1`.
    let normName: String
    let inputs: Int
    let outputs: Int
    /// Rows and columns of the filter, padded by half of it on each side.
    let kernel: Int
    let stride: Int
}

/// Two convolutions, and the shortcut past them.
struct BasicBlock: Sendable, Equatable {
    let first: NormalisedConvolution
    let second: NormalisedConvolution
    /// Where the shortcut must change channels or size; otherwise it is the block's input.
    let downsample: NormalisedConvolution?
}

extension ResidualNetworkArchitecture {
    var stem: NormalisedConvolution {
        NormalisedConvolution(
            name: "conv1", normName: "bn1", inputs: 3, outputs: width, kernel: 7, stride: 2)
    }

    /// From the stem to the head.
    var basicBlocks: [BasicBlock] {
        var channels = width
        var result: [BasicBlock] = []
        for (stage, count) in blocks.enumerated() {
            let outputs = width << stage
            for index in 0..<count {
                let name = "layer\(stage + 1).\(index)"
                let stride = stage > 0 && index == 0 ? 2 : 1
                result.append(
                    BasicBlock(name: name, inputs: channels, outputs: outputs, stride: stride))
                channels = outputs
            }
        }
        return result
    }
}

extension BasicBlock {
    fileprivate init(name: String, inputs: Int, outputs: Int, stride: Int) {
        first = NormalisedConvolution(
            name: "\(name).conv1", normName: "\(name).bn1", inputs: inputs, outputs: outputs,
            kernel: 3, stride: stride)
        second = NormalisedConvolution(
            name: "\(name).conv2", normName: "\(name).bn2", inputs: outputs, outputs: outputs,
            kernel: 3, stride: 1)
        downsample =
            stride == 1 && inputs == outputs
            ? nil
            : NormalisedConvolution(
                name: "\(name).downsample.0", normName: "\(name).downsample.1", inputs: inputs,
                outputs: outputs, kernel: 1, stride: stride)
    }

    /// In torchvision's order.
    var convolutions: [NormalisedConvolution] {
        [first, second] + (downsample.map { [$0] } ?? [])
    }
}
