/// A convolution with the sizes of the pictures that it reads.
struct ConvolutionShape: Hashable, Sendable {
    let inputs: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let height: Int
    let width: Int

    var padding: Int { kernel / 2 }
    var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
    var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
    var weightCount: Int { outputs * inputs * kernel * kernel }
    /// Of one picture.
    var inputCount: Int { inputs * height * width }
    var outputCount: Int { outputs * outputHeight * outputWidth }

    /// Whether Winograd's F(4×4, 3×3) takes it, with at most 4/9 of the multiplications: where the
    /// transformations of the tiles and of the weights are worth it (measured: above 8×8 pixels and
    /// up to 256 channels), and where oneDNN has it.
    func usesWinograd(block: Int) -> Bool {
        block == 16 && kernel == 3 && stride == 1 && inputs <= 256 && outputs <= 256
            && outputHeight >= 8 && outputWidth >= 8
    }

    /// Whether its weights' gradient comes from our own kernel and not from oneDNN: where pictures
    /// are small and weights many. oneDNN would make a whole gradient for each slice of the batch, and
    /// is slow on lines of a few pixels.
    func stepsByTile(block: Int) -> Bool {
        inputs.isMultiple(of: block) && outputHeight * outputWidth <= 64
    }
}

extension ConvolutionShape {
    /// For inputs of a size; a convolution of one place gets those that it uses, and has no stride.
    init(_ convolution: NormalisedConvolution, height: Int, width: Int) {
        self.init(
            inputs: convolution.inputs, outputs: convolution.outputs, kernel: convolution.kernel,
            stride: convolution.kernel == 1 ? 1 : convolution.stride, height: height, width: width)
    }
}
