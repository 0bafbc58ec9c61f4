/// How the weights of the gradient by inputs differ from those of the outputs.
enum WeightTurn: Sendable {
    case none
    /// Each block of inputs by outputs is transposed.
    case blocks
    /// And blocks go by inputs first.
    case blocksAndOrder
}

extension ConvolutionShape {
    func weightTurn(block: Int) -> WeightTurn {
        // The stem's inputs are pictures, whose gradient nobody wants.
        if inputs == 3 || usesWinograd(block: block) { return .none }
        return kernel == 1 && block == 16 ? .blocksAndOrder : .blocks
    }

    /// Where the weight of each place of PyTorch's `[outputs, inputs, kernel, kernel]` lies, one
    /// after the other.
    private func forEachWeight(block: Int, _ body: (_ plain: Int, _ blocked: Int) -> Void) {
        let area = kernel * kernel
        for output in 0..<outputs {
            let (outputBlock, o) = output.quotientAndRemainder(dividingBy: block)
            for input in 0..<inputs {
                let (inputBlock, i) = input.quotientAndRemainder(dividingBy: block)
                for place in 0..<area {
                    let plain = (output * inputs + input) * area + place
                    let blocked =
                        inputs == 3
                        ? ((outputBlock * area + place) * 3 + input) * block + o
                        : (((outputBlock * (inputs / block) + inputBlock) * area + place) * block
                            + i) * block + o
                    body(plain, blocked)
                }
            }
        }
    }

    /// PyTorch's weights in the order that oneDNN wants for the outputs.
    func blocked(_ weights: [Float], block: Int) -> [Float] {
        precondition(weights.count == weightCount, "weights of another convolution")
        var result = [Float](repeating: 0, count: weights.count)
        forEachWeight(block: block) { result[$1] = weights[$0] }
        return result
    }

    /// The way back.
    func plain(_ weights: [Float], block: Int) -> [Float] {
        precondition(weights.count == weightCount, "weights of another convolution")
        var result = [Float](repeating: 0, count: weights.count)
        forEachWeight(block: block) { result[$0] = weights[$1] }
        return result
    }
}
