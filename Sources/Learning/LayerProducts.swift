internal import Kernels
internal import LinearAlgebra

/// The three matrix products of a linear layer, each fused with what follows it: kernels of our own,
/// which give the same bytes on every processor and for every cut.
///
/// Sizes are checked here, so that the kernels need not.
struct LayerProducts: Sendable {
    let inputs: Int
    let outputs: Int
    let samples: Int

    init(_ layer: LinearLayer, samples: Int) {
        inputs = layer.inputs
        outputs = layer.outputs
        self.samples = samples
    }

    /// Floats of the slab that `inputGradient` works in.
    static func slabSize(outputs: Int) -> Int { outputs * NRC_SLAB }

    /// A level of blocks that several threads share.
    struct Level: Sendable {
        let numbers: SharedNumbers
        let range: Range<Int>

        func pointer(features: Int, samples: Int) -> UnsafeMutablePointer<Float> {
            unsafe numbers.pointer(
                to: range, needed: SampleBlocks.size(features: features, samples: samples))
        }
    }

    /// Some strips of Z = W·A + b, rectified or not.
    ///
    /// - Parameters:
    ///   - layer: W `[outputs, inputs]` and b.
    ///   - activations: A, blocks of `inputs` features.
    ///   - results: Z, blocks of `outputs` features.
    func outputs(
        _ strips: Range<Int>, of layer: LinearLayer, rectified: Bool, activations: Level,
        into results: Level
    ) {
        let source = unsafe activations.pointer(features: inputs, samples: samples)
        let target = unsafe results.pointer(features: outputs, samples: samples)
        func compute(_ bias: UnsafePointer<Float>?) {
            unsafe nrc_layer_products().pointee.outputs(
                layer.weight.elements, bias, outputs, inputs, rectified ? 1 : 0, source,
                strips.lowerBound, strips.upperBound, target)
        }
        guard let bias = layer.bias else {
            compute(nil)
            return
        }
        unsafe bias.withUnsafeBufferPointer { unsafe compute($0.baseAddress) }
    }

    /// Some strips of ∂A = Wᵀ·∂Z, zero where a ReLU had shut the activation.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂Z, blocks of `outputs` features.
    ///   - activations: A, blocks of `inputs` features.
    ///   - slab: to work in, `slabSize` floats.
    ///   - results: ∂A, blocks of `inputs` features.
    func inputGradient(
        _ strips: Range<Int>, of layer: LinearLayer, outputGradient: Level, activations: Level,
        slab: UnsafeMutablePointer<Float>, into results: Level
    ) {
        unsafe nrc_layer_products().pointee.input_gradient(
            layer.weight.elements, outputs, inputs,
            outputGradient.pointer(features: outputs, samples: samples),
            activations.pointer(features: inputs, samples: samples),
            strips.lowerBound, strips.upperBound, slab,
            results.pointer(features: inputs, samples: samples))
    }

    /// Some rows of ∂W = ∂Z·Aᵀ, and at once the step of W and its velocities against it.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂Z, blocks of `outputs` features.
    ///   - packed: A, as `pack` leaves it.
    func step(
        _ rows: Range<Int>, weights: SharedNumbers, velocities: SharedNumbers,
        outputGradient: Level, packed: Level, factors: nrc_sgd_factors
    ) {
        precondition(rows.upperBound <= outputs, "a row that is not there")
        unsafe nrc_layer_products().pointee.step(
            weights.pointer(needed: outputs * inputs),
            velocities.pointer(needed: outputs * inputs),
            outputs, inputs, rows.lowerBound, rows.upperBound,
            outputGradient.pointer(features: outputs, samples: samples),
            packed.numbers.pointer(to: packed.range, needed: packedSize), samples, factors)
    }

    /// Packs some strips of the activations A, blocks of `inputs` features, as `step` reads them.
    func pack(_ strips: Range<Int>, activations: Level, into packed: Level) {
        unsafe nrc_pack_inputs(
            activations.pointer(features: inputs, samples: samples), inputs,
            strips.lowerBound, strips.upperBound, samples,
            packed.numbers.pointer(to: packed.range, needed: packedSize))
    }

    private var packedSize: Int { nrc_packed_size(inputs, samples) }
}
