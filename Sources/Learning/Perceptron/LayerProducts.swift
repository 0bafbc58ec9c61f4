internal import Kernels
internal import LinearAlgebra

/// The three matrix products of a linear layer, each fused with what follows it, for a range of their
/// rows: kernels of our own, which give the same bytes on every processor and for every cut.
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

    /// Some rows of Z = W·A + b, rectified or not.
    ///
    /// - Parameters:
    ///   - weight: W `[outputs, inputs]`.
    ///   - activations: A, blocks of `inputs` features.
    ///   - results: Z, blocks of `outputs` features.
    func outputs(
        _ rows: Range<Int>, weight: [Float], bias: [Float]?, rectified: Bool,
        activations: AlignedNumbers<Float>, into results: SharedNumbers
    ) {
        precondition(rows.upperBound <= outputs && weight.count == outputs * inputs)
        precondition(bias.map { $0.count == outputs } ?? true)
        precondition(activations.count >= size(inputs))
        let target = unsafe results.pointer(at: 0, needed: size(outputs))
        func compute(_ bias: UnsafePointer<Float>?) {
            unsafe activations.withPointer { activations in
                unsafe nrc_layer_products().pointee.outputs(
                    weight, bias, outputs, inputs, rows.lowerBound, rows.upperBound,
                    rectified ? 1 : 0, activations, samples, target)
            }
        }
        guard let bias else {
            compute(nil)
            return
        }
        unsafe bias.withUnsafeBufferPointer { unsafe compute($0.baseAddress) }
    }

    /// Some rows of ∂A = Wᵀ·∂Z, zero where a ReLU had shut the activation.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂Z, blocks of `outputs` features.
    ///   - activations: A, blocks of `inputs` features.
    ///   - slab: to work in, `slabSize` floats.
    ///   - results: ∂A, blocks of `inputs` features.
    func inputGradient(
        _ rows: Range<Int>, weight: [Float], outputGradient: AlignedNumbers<Float>,
        activations: AlignedNumbers<Float>, slab: UnsafeMutablePointer<Float>,
        into results: SharedNumbers
    ) {
        precondition(rows.upperBound <= inputs && weight.count == outputs * inputs)
        precondition(outputGradient.count >= size(outputs) && activations.count >= size(inputs))
        unsafe outputGradient.withPointer { outputGradient in
            unsafe activations.withPointer { activations in
                unsafe nrc_layer_products().pointee.input_gradient(
                    weight, outputs, inputs, rows.lowerBound, rows.upperBound, outputGradient,
                    activations, samples, slab, results.pointer(at: 0, needed: size(inputs)))
            }
        }
    }

    /// Some rows of ∂W = ∂Z·Aᵀ, and at once the step of W and its velocities against it.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂Z, blocks of `outputs` features.
    ///   - packed: A, as `pack` leaves it.
    func step(
        _ rows: Range<Int>, weights: SharedNumbers, velocities: SharedNumbers,
        outputGradient: AlignedNumbers<Float>, packed: AlignedNumbers<Float>,
        factors: nrc_sgd_factors
    ) {
        precondition(rows.upperBound <= outputs && outputGradient.count >= size(outputs))
        precondition(packed.count >= nrc_packed_size(inputs, samples))
        unsafe outputGradient.withPointer { outputGradient in
            unsafe packed.withPointer { packed in
                unsafe nrc_layer_products().pointee.step(
                    weights.pointer(at: 0, needed: outputs * inputs),
                    velocities.pointer(at: 0, needed: outputs * inputs),
                    outputs, inputs, rows.lowerBound, rows.upperBound, outputGradient, packed,
                    samples, factors)
            }
        }
    }

    /// Panels of packed activations, each of so many samples.
    var panels: Int { (inputs + NRC_PANEL - 1) / NRC_PANEL }

    /// Packs some panels of the activations A, blocks of `inputs` features, as `step` reads them.
    func pack(
        _ panels: Range<Int>, activations: AlignedNumbers<Float>, into packed: SharedNumbers
    ) {
        precondition(panels.upperBound <= self.panels && activations.count >= size(inputs))
        unsafe activations.withPointer { activations in
            unsafe nrc_pack_inputs(
                activations, inputs, panels.lowerBound, panels.upperBound, samples,
                packed.pointer(at: 0, needed: nrc_packed_size(inputs, samples)))
        }
    }

    private func size(_ features: Int) -> Int {
        SampleBlocks.size(features: features, samples: samples)
    }
}
