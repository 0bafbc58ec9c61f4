import Kernels
import LinearAlgebra
import Testing

/// The kernels of a linear layer against their definitions, and every variant against the first.
@Suite struct LayerProductsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let outputs: Int
        let inputs: Int
        let samples: Int
        var testDescription: String { "\(outputs) × \(inputs), \(samples) samples" }
    }

    /// Around tiles of 12, 6 and 4 rows, panels of 32, slabs of 48 and blocks of 128.
    static let cases = [
        (1, 1, 1), (3, 50, 128), (4, 14, 33), (13, 14, 129), (12, 48, 32), (37, 29, 100),
        (64, 96, 300), (97, 65, 127), (49, 49, 257), (256, 100, 128),
    ].map { Case(outputs: $0.0, inputs: $0.1, samples: $0.2) }

    private let factors = nrc_sgd_factors(
        learning_rate: 0.1, weight_decay: 1e-2, momentum: 0.9, gradient_share: 0.75)

    /// One layer's numbers, the samples in blocks; lanes behind the last sample are zero.
    private struct Layer {
        let example: Case
        let weights: [Float]
        let bias: [Float]
        let velocities: [Float]
        let activations: [Float]
        let outputGradient: [Float]

        init(_ example: Case) {
            self.example = example
            func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
                var stream = RandomStream(seed: seed, stream: "kernels")
                return (0..<count).map { _ in Float(stream.standardNormal()) }
            }
            func blocks(_ features: Int, _ seed: UInt64) -> [Float] {
                let rows = numbers(example.samples * features, seed)
                var blocks = [Float](
                    repeating: .nan, count: Layer.size(features, example.samples))
                unsafe nrc_block_rows(rows, features, example.samples, &blocks)
                return blocks
            }
            weights = numbers(example.outputs * example.inputs, 1)
            bias = numbers(example.outputs, 2)
            velocities = numbers(example.outputs * example.inputs, 3)
            activations = blocks(example.inputs, 4)
            outputGradient = blocks(example.outputs, 5)
        }

        static func size(_ features: Int, _ samples: Int) -> Int {
            (samples + 127) / 128 * 128 * features
        }

        func activation(_ feature: Int, _ sample: Int) -> Double {
            Double(activations[place(feature, sample, of: example.inputs)])
        }

        func gradient(_ output: Int, _ sample: Int) -> Double {
            Double(outputGradient[place(output, sample, of: example.outputs)])
        }

        func place(_ feature: Int, _ sample: Int, of features: Int) -> Int {
            (sample / 128 * features + feature) * 128 + sample % 128
        }
    }

    private struct Results: Equatable {
        var outputs: [Float]
        var inputGradient: [Float]
        var weights: [Float]
        var velocities: [Float]
    }

    /// - Parameter cuts: pieces that each product is computed in.
    /// - Returns: nil where the processor has no such variant.
    private func compute(_ layer: Layer, variant: Int = 0, cuts: Int = 1) -> Results? {
        guard let products = unsafe nrc_layer_products_variant(variant)?.pointee else { return nil }
        let (outputs, inputs, samples) = (
            layer.example.outputs, layer.example.inputs, layer.example.samples
        )
        var results = Results(
            outputs: Array(repeating: 0, count: Layer.size(outputs, samples)),
            inputGradient: Array(repeating: 0, count: Layer.size(inputs, samples)),
            weights: layer.weights, velocities: layer.velocities)
        var slab = [Float](repeating: .nan, count: outputs * NRC_SLAB)
        var packed = [Float](repeating: .nan, count: nrc_packed_size(inputs, samples))
        unsafe nrc_pack_inputs(
            layer.activations, inputs, 0, (inputs + NRC_PANEL - 1) / NRC_PANEL, samples, &packed)
        for cut in 0..<cuts {
            let rows = cut * outputs / cuts..<(cut + 1) * outputs / cuts
            let columns = cut * inputs / cuts..<(cut + 1) * inputs / cuts
            unsafe products.outputs(
                layer.weights, layer.bias, outputs, inputs, rows.lowerBound, rows.upperBound, 1,
                layer.activations, samples, &results.outputs)
            unsafe products.input_gradient(
                layer.weights, outputs, inputs, columns.lowerBound, columns.upperBound,
                layer.outputGradient, layer.activations, samples, &slab, &results.inputGradient)
            unsafe products.step(
                &results.weights, &results.velocities, outputs, inputs, rows.lowerBound,
                rows.upperBound, layer.outputGradient, packed, samples, factors)
        }
        return results
    }

    @Test("the products agree with sums in double precision", arguments: cases)
    func naive(_ example: Case) throws {
        let layer = Layer(example)
        let found = try #require(compute(layer))
        // Terms of order one, each sum rounded at most once a term.
        func tolerance(_ terms: Int) -> Double { 6e-8 * Double(terms + 4) * 8 }
        for sample in 0..<example.samples {
            for output in 0..<example.outputs {
                var sum = Double(layer.bias[output])
                for input in 0..<example.inputs {
                    sum +=
                        Double(layer.weights[output * example.inputs + input])
                        * layer.activation(input, sample)
                }
                let value = Double(
                    found.outputs[layer.place(output, sample, of: example.outputs)])
                #expect(abs(value - max(sum, 0)) <= tolerance(example.inputs))
            }
            for input in 0..<example.inputs {
                var sum = 0.0
                for output in 0..<example.outputs {
                    sum +=
                        Double(layer.weights[output * example.inputs + input])
                        * layer.gradient(output, sample)
                }
                let place = layer.place(input, sample, of: example.inputs)
                let expected = layer.activation(input, sample) > 0 ? sum : 0
                #expect(
                    abs(Double(found.inputGradient[place]) - expected)
                        <= tolerance(example.outputs))
            }
        }
        for output in 0..<example.outputs {
            for input in 0..<example.inputs {
                let place = output * example.inputs + input
                var gradient = 1e-2 * Double(layer.weights[place])
                for sample in 0..<example.samples {
                    gradient += layer.gradient(output, sample) * layer.activation(input, sample)
                }
                let velocity = 0.9 * Double(layer.velocities[place]) + 0.75 * gradient
                let weight = Double(layer.weights[place]) - 0.1 * velocity
                #expect(
                    abs(Double(found.velocities[place]) - velocity)
                        <= tolerance(example.samples))
                #expect(
                    abs(Double(found.weights[place]) - weight) <= tolerance(example.samples))
            }
        }
    }

    @Test("every instruction set and every cut give the same bytes", arguments: cases)
    func variants(_ example: Case) throws {
        let layer = Layer(example)
        let expected = try #require(compute(layer))
        var index = 0
        while unsafe nrc_layer_products_variant(index) != nil {
            for cuts in [1, 2, 5] {
                let found = compute(layer, variant: index, cuts: cuts)
                #expect(found == expected, "variant \(index) in \(cuts) pieces")
            }
            index += 1
        }
        #expect(index > 0)
    }

    @Test("a sample's outputs do not depend on the others of its batch")
    func batches() throws {
        let many = Layer(Case(outputs: 20, inputs: 30, samples: 200))
        let all = try #require(compute(many)).outputs
        var one = [Float](repeating: 0, count: 128 * 30)
        for input in 0..<30 { one[input * 128] = many.activations[many.place(input, 150, of: 30)] }
        var outputs = [Float](repeating: 0, count: 128 * 20)
        unsafe nrc_layer_products().pointee.outputs(
            many.weights, many.bias, 20, 30, 0, 20, 1, one, 1, &outputs)
        for output in 0..<20 {
            #expect(outputs[output * 128] == all[many.place(output, 150, of: 20)])
        }
    }

    @Test("a NaN stays NaN, and lets its gradient through")
    func notANumber() {
        var activations = [Float](repeating: 0, count: 128)
        activations[0] = .nan
        activations[1] = -1
        var outputs = [Float](repeating: 0, count: 128)
        unsafe nrc_layer_products().pointee.outputs(
            [2], nil, 1, 1, 0, 1, 1, activations, 2, &outputs)
        #expect(outputs[0].isNaN && outputs[1] == 0)
        var slab = [Float](repeating: 0, count: NRC_SLAB)
        var gradient = [Float](repeating: 0, count: 128)
        let ones = [Float](repeating: 1, count: 128)
        unsafe nrc_layer_products().pointee.input_gradient(
            [2], 1, 1, 0, 1, ones, activations, 2, &slab, &gradient)
        #expect(gradient[0] == 2 && gradient[1] == 0)
    }

    @Test(
        "blocks of rows and rows of blocks are each other's inverse",
        arguments: [1, 31, 128, 130, 256])
    func layout(_ samples: Int) {
        let columns = 37
        let rows = (0..<samples * columns).map { Float($0) }
        var blocks = [Float](repeating: .nan, count: Layer.size(columns, samples))
        unsafe nrc_block_rows(rows, columns, samples, &blocks)
        #expect(blocks.allSatisfy { $0.isFinite })
        var found = [Float](repeating: .nan, count: rows.count)
        unsafe nrc_unblock_rows(blocks, columns, samples, &found)
        #expect(found == rows)
        var gathered = [Float](repeating: .nan, count: blocks.count)
        unsafe nrc_gather_block(rows, columns, Array(0..<samples), samples, &gathered)
        #expect(gathered == blocks)
        unsafe nrc_gather_block(rows, columns, Array((0..<samples).reversed()), samples, &gathered)
        unsafe nrc_unblock_rows(gathered, columns, samples, &found)
        #expect(found.first == rows[(samples - 1) * columns])
    }

    @Test("the loss is exact lane by lane and its gradient zero behind the last sample")
    func loss() {
        let (columns, samples) = (3, 150)
        let layer = Layer(Case(outputs: columns, inputs: columns, samples: samples))
        var gradient = [Float](repeating: .nan, count: layer.activations.count)
        let sum = unsafe nrc_block_loss(
            layer.activations, layer.outputGradient, columns, samples, 0.3, &gradient)
        var lanes = [Double](repeating: 0, count: 16)
        for place in gradient.indices {
            let sample = place / (128 * columns) * 128 + place % 128
            let difference =
                sample < samples ? layer.activations[place] - layer.outputGradient[place] : 0
            #expect(gradient[place] == 0.3 * difference)
            lanes[sample % 16] += Double(difference) * Double(difference)
        }
        while lanes.count > 1 {
            let half = lanes.count / 2
            lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        #expect(sum == lanes[0])
    }

    @Test("sums over the samples are rounded once")
    func sums() {
        let layer = Layer(Case(outputs: 5, inputs: 1, samples: 140))
        var sums = [Float](repeating: .nan, count: 5)
        unsafe nrc_block_sums(layer.outputGradient, 5, 140, &sums)
        #expect(
            sums
                == (0..<5).map { row in
                    Float((0..<140).reduce(0.0) { $0 + layer.gradient(row, $1) })
                })
    }
}
