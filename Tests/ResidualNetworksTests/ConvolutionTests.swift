import Kernels
import Testing

@testable import ResidualNetworks

/// oneDNN's convolutions and our own kernels beside the definition.
@Suite struct ConvolutionTests {
    static let shapes = [
        // The stem, at an odd size.
        ConvolutionShape(inputs: 3, outputs: 16, kernel: 7, stride: 2, height: 17, width: 14),
        // By Winograd, where there is AVX-512.
        ConvolutionShape(inputs: 16, outputs: 32, kernel: 3, stride: 1, height: 9, width: 10),
        ConvolutionShape(inputs: 32, outputs: 16, kernel: 3, stride: 1, height: 3, width: 4),
        ConvolutionShape(inputs: 16, outputs: 32, kernel: 3, stride: 2, height: 7, width: 5),
        ConvolutionShape(inputs: 32, outputs: 48, kernel: 1, stride: 1, height: 4, width: 3),
        ConvolutionShape(inputs: 16, outputs: 16, kernel: 3, stride: 1, height: 1, width: 1),
    ]
    /// Of the largest number. Single precision is good for 1e-6 here; Winograd's transformations by
    /// factors up to 8 lose a digit.
    private static let tolerance = 1e-5

    @Test("all three products are the definition's", arguments: shapes)
    func products(_ shape: ConvolutionShape) throws {
        let library = try OneDNN()
        let (samples, block) = (3, library.block)
        let input = Planes(samples, shape.inputs, shape.height, shape.width, seed: 1)
        let gradient = Planes(
            samples, shape.outputs, shape.outputHeight, shape.outputWidth, seed: 2)
        let reference = ReferenceConvolution(
            shape: shape,
            weights: Planes(shape.outputs, shape.inputs, shape.kernel, shape.kernel, seed: 3))
        let unit = try unit(shape, block: block)
        unit.weights.write(shape.blocked(reference.weights.values.map { Float($0) }, block: block))
        let training = try UnitTraining(unit, slices: 1, block: block)
        training.turnWeights()
        let inputs = try isStem(shape) ? plain(input, block) : input.activation(block: block)
        let scratch = try Scratchpads(pieces: 1, each: 1 << 22)
        let cache = ConvolutionCache(library)
        let all = 0..<samples
        let outputs = unit.products
        try unit.outputs(of: inputs, all, piece: 0, scratch, cache)()
        #expect(
            Planes(outputs, samples: samples).relativeDistance(reference.outputs(input))
                < Self.tolerance)

        let gradients = try gradient.activation(block: block)
        if !isStem(shape) {
            let target = try Planes(samples, shape.inputs, shape.height, shape.width)
                .activation(block: block)
            try training.inputGradient(gradients, into: target, all, piece: 0, scratch, cache)()
            #expect(
                Planes(target, samples: samples)
                    .relativeDistance(reference.inputGradient(gradient)) < Self.tolerance)
        }
        // A first step of rate 0 leaves the gradient in the velocities.
        let factors = try NumberBuffer<nrc_sgd_factors>(1)
        factors.write([
            nrc_sgd_factors(learning_rate: 0, weight_decay: 0, momentum: 0, gradient_share: 1)
        ])
        try training.weightGradient(gradients, of: inputs, all, piece: 0, scratch, cache)?()
        for piece in training.steps(
            gradients, of: inputs, samples: samples, slices: 1, factors: factors)
        {
            for operation in piece { operation() }
        }
        var found = Planes(shape.outputs, shape.inputs, shape.kernel, shape.kernel)
        found.values = shape.plain(training.velocities.numbers(shape.weightCount), block: block)
            .map { Double($0) }
        #expect(
            found.relativeDistance(reference.weightGradient(input, gradient)) < Self.tolerance)
    }

    @Test("steps of slices' gradients add them up, move the weights and their turned copy")
    func steps() throws {
        let library = try OneDNN()
        let block = library.block
        let shape = ConvolutionShape(
            inputs: 32, outputs: 16, kernel: 3, stride: 2, height: 20, width: 20)
        #expect(!shape.stepsByTile(block: block) && shape.weightTurn(block: block) == .blocks)
        let training = try UnitTraining(unit(shape, block: block), slices: 2, block: block)
        let weights = Planes(1, 1, 1, shape.weightCount, seed: 1).values.map { Float($0) }
        let gradients = Planes(1, 1, 2, shape.weightCount, seed: 2).values.map { Float($0) }
        training.unit.weights.write(weights)
        training.gradients?.write(gradients)
        let factors = try NumberBuffer<nrc_sgd_factors>(1)
        factors.write([
            nrc_sgd_factors(
                learning_rate: 0.5, weight_decay: 0.25, momentum: 0, gradient_share: 1)
        ])
        let nothing = try Planes(2, 16, 10, 10).activation(block: block)
        for piece in training.steps(nothing, of: nothing, samples: 2, slices: 2, factors: factors) {
            for operation in piece { operation() }
        }
        let moved = training.unit.weights.numbers(shape.weightCount)
        for index in moved.indices {
            let sum = gradients[index] + gradients[shape.weightCount + index]
            let expected = weights[index] - 0.5 * (sum + 0.25 * weights[index])
            #expect(abs(moved[index] - expected) <= 1e-6 * max(1, abs(expected)))
        }
        let turned = try #require(training.turned).numbers(shape.weightCount)
        for tile in 0..<training.tileCount {
            let start = tile * block * block
            for row in 0..<block {
                for column in 0..<block {
                    #expect(
                        turned[start + row * block + column]
                            == moved[start + column * block + row])
                }
            }
        }
    }

    private func isStem(_ shape: ConvolutionShape) -> Bool { shape.inputs == 3 }

    /// Pictures are not in blocks.
    private func plain(_ planes: Planes, _ block: Int) throws -> Activation {
        let result = try Activation(
            channels: planes.channels, height: planes.height, width: planes.width, block: block,
            capacity: planes.samples)
        result.numbers.write(planes.values.map { Float($0) })
        return result
    }

    private func unit(_ shape: ConvolutionShape, block: Int) throws -> UnitBuffers {
        UnitBuffers(
            convolution: NormalisedConvolution(
                name: "c", normName: "n", inputs: shape.inputs, outputs: shape.outputs,
                kernel: shape.kernel, stride: shape.stride),
            shape: shape, weights: try NumberBuffer(shape.weightCount),
            norm: try NormBuffers(channels: shape.outputs),
            products: try Activation(
                channels: shape.outputs, height: shape.outputHeight, width: shape.outputWidth,
                block: block, capacity: 3))
    }
}
