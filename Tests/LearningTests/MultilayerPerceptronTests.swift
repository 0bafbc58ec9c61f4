import LinearAlgebra
import Testing

@testable import Learning

@Suite struct MultilayerPerceptronTests {
    private let architecture = MultilayerPerceptronArchitecture(
        inputs: 6, width: 40, depth: 3, outputs: 2, hasBiases: true)

    @Test("layers have the shapes the architecture says")
    func shapes() {
        let network = MultilayerPerceptron(architecture: architecture, seed: 1)
        #expect(network.layers.map(\.weight.shape) == [[40, 6], [40, 40], [2, 40]])
        #expect(network.layers.map { $0.bias?.count } == [40, 40, 2])
        #expect(network.parameterCount == 240 + 1600 + 80 + 82)
        #expect(network.inputs == 6 && network.outputs == 2)
        let single = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 3, width: 9, depth: 1, outputs: 1), seed: 1)
        #expect(single.layers.map(\.weight.shape) == [[1, 3]])
        #expect(single.layers[0].bias == nil)
    }

    @Test("weights are drawn layer by layer and row by row, each layer's biases after them")
    func drawOrder() {
        let network = MultilayerPerceptron(architecture: architecture, seed: 5)
        var stream = RandomStream(seed: 5, stream: "weights")
        for (layer, fanIn) in zip(network.layers, [6.0, 40, 40]) {
            for value in layer.weight.elements + (layer.bias ?? []) {
                #expect(value == Float((2 * stream.uniform() - 1) * (1 / fanIn.squareRoot())))
            }
        }
    }

    @Test("initial weights fill ±1/√inputs evenly")
    func distribution() {
        let wide = MultilayerPerceptronArchitecture(inputs: 100, width: 200, depth: 1, outputs: 200)
        let elements = MultilayerPerceptron(architecture: wide, seed: 3).layers[0].weight.elements
        let values = elements.map { Double($0) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        // 20,000 draws: the mean's deviation is 0.1/√3/√20000 = 4.1e-4, and the variance's is
        // 0.01 · √(4/45)/√20000 = 2.1e-5 around 0.01/3; the limits are five of each.
        #expect(abs(mean) < 2.1e-3)
        #expect(abs(variance - 0.01 / 3) < 1.1e-4)
        #expect(values.allSatisfy { abs($0) <= 0.1 })
        #expect(values.contains { $0 > 0.0999 } && values.contains { $0 < -0.0999 })
    }

    @Test("the initial scale multiplies weights, not biases")
    func initialScale() {
        var scaled = architecture
        scaled.initialScale = 2
        let plain = MultilayerPerceptron(architecture: architecture, seed: 1)
        let larger = MultilayerPerceptron(architecture: scaled, seed: 1)
        for (layer, other) in zip(plain.layers, larger.layers) {
            #expect(other.weight.elements == layer.weight.elements.map { 2 * $0 })
            #expect(other.bias == layer.bias)
        }
    }

    @Test("seeds differ, the same seed does not")
    func seeds() {
        let first = MultilayerPerceptron(architecture: architecture, seed: 1)
        #expect(first == MultilayerPerceptron(architecture: architecture, seed: 1))
        #expect(first != MultilayerPerceptron(architecture: architecture, seed: 2))
    }

    @Test("predictions and every layer's inputs agree with the naive network, block by block")
    func forward() {
        let network = MultilayerPerceptron(architecture: architecture, seed: 2)
        let reference = ReferenceNetwork(network)
        let features = normal(11, 6, seed: 4)
        var rows: [Int] = []
        network.forEachBlock(of: features, rows: 4) { block in
            #expect(block.inputs.map(\.rows) == Array(repeating: block.rows.count, count: 3))
            for (index, row) in block.rows.enumerated() {
                rows.append(row)
                let levels = reference.levels((0..<6).map { Double(features[row, $0]) })
                for (found, expected) in zip(block.inputs + [block.predictions], levels) {
                    #expect(found.columns == expected.count)
                    for column in expected.indices {
                        // Sums of at most 40 products below 1 in single precision.
                        #expect(abs(Double(found[index, column]) - expected[column]) < 1e-5)
                    }
                }
            }
        }
        #expect(rows == Array(0..<11))
    }

    @Test("blocks that are kept keep their numbers")
    func keptBlocks() {
        let network = MultilayerPerceptron(architecture: architecture, seed: 2)
        let features = normal(11, 6, seed: 4)
        var kept: [LayerInputs] = []
        network.forEachBlock(of: features, rows: 4) { kept.append($0) }
        for block in kept {
            let alone = features.region(rows: block.rows, columns: 0..<6)
            network.forEachBlock(of: alone, rows: block.rows.count) {
                #expect($0.inputs == block.inputs)
                #expect($0.predictions == block.predictions)
            }
        }
    }

    @Test("predicting in blocks gives each sample its own prediction")
    func predictInBlocks() throws {
        let network = MultilayerPerceptron(architecture: architecture, seed: 2)
        let count = MultilayerPerceptron.evaluationBlock + 3
        let features = normal(count, 6, seed: 4)
        let predictions = try network.predictions(features)
        #expect(predictions.shape == [count, 2])
        var last: LayerInputs?
        network.forEachBlock(of: features) { last = $0 }
        #expect(last?.rows == MultilayerPerceptron.evaluationBlock..<count)
        #expect(last?.predictions.elements == Array(predictions.elements.suffix(6)))
        #expect(try network.predictions(Matrix(zeros: 0, 6)).shape == [0, 2])
    }
}
