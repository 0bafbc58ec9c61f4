import Foundation
import Images
import Learning
import LinearAlgebra
import Testing

@testable import ResidualNetworks

/// Beside PyTorch in double precision (`Golden/make_goldens.py`).
@Suite struct EvaluationGoldenTests {
    /// Of a tensor's largest number: single precision, and Winograd's transformations, through up to
    /// 36 convolutions.
    private static let tolerance = 1e-4

    @Test("predictions and every measured layer's inputs are PyTorch's", arguments: [0, 1])
    func evaluation(index: Int) throws {
        let goldens = try Goldens.load()
        let golden = goldens.cases[index]
        let pictures = try goldens.formulaPictures(for: golden)
        defer { pictures.remove() }
        let network = formulaNetwork(golden.architecture)
        #expect(network.tensors.map(\.name) == golden.names)
        let layers = network.measuredLayers
        #expect(Set(layers.map(\.name)) == Set(golden.layerInputs.keys))
        // Batches of 3 and 1, so that rows of several batches make up the whole.
        let evaluation = try NetworkEvaluation(
            network, size: pictures.data.pictures.size, batch: 3)
        var inputs: [Int: [Float]] = [:]
        var predictions: [Float] = []
        try evaluation.forEachBatch(
            of: pictures.data, team: ThreadTeam(threads: 2),
            layer: { batch in
                #expect(batch.positions.columns == layers[batch.layer].channels)
                #expect(
                    batch.positions.rows == batch.pictures.count * batch.height * batch.width)
                inputs[batch.layer, default: []] += batch.positions.elements
            },
            predictions: { range, values in
                #expect(range.lowerBound * golden.outputs == predictions.count)
                predictions += values.elements
                return true
            })
        expectClose(predictions, golden.evaluated.flatMap(\.self))
        for (index, layer) in layers.enumerated() {
            let expected = try #require(golden.layerInputs[layer.name])
            expectSummary(try #require(inputs[index]), expected, layer.name)
        }
    }

    @Test("pictures so small that the last layers are the largest: alone, together and by threads")
    func tinyPictures() throws {
        let pictures = try FormulaPictures(64, height: 4, width: 4, outputs: 2)
        defer { pictures.remove() }
        let network = ResidualNetwork(
            architecture: ResidualNetworkArchitecture(.resNet18, outputs: 2), seed: 4)
        func predictions(batch: Int, threads: Int) throws -> [Float] {
            var found: [Float] = []
            try NetworkEvaluation(network, size: pictures.data.pictures.size, batch: batch)
                .forEachBatch(of: pictures.data, team: ThreadTeam(threads: threads)) { _, values in
                    found += values.elements
                    return true
                }
            return found
        }
        let alone = try predictions(batch: 1, threads: 1)
        #expect(Set(alone).count > 64)
        for threads in [1, 2, 4] {
            expectClose(try predictions(batch: 64, threads: threads), alone.map(Double.init))
        }
    }

    private func expectClose(_ found: [Float], _ expected: [Double]) {
        #expect(found.count == expected.count)
        let largest = expected.map(abs).max() ?? 0
        for (found, expected) in zip(found, expected) {
            #expect(abs(Double(found) - expected) <= Self.tolerance * largest)
        }
    }

    private func expectSummary(_ found: [Float], _ expected: Goldens.Summary, _ name: String) {
        let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(norm - expected.norm) <= Self.tolerance * expected.norm, "\(name)")
        for (place, value) in zip(expected.places, expected.values) {
            #expect(
                abs(Double(found[place]) - value) <= Self.tolerance * expected.largest, "\(name)")
        }
    }
}

extension Goldens.Case {
    var architecture: ResidualNetworkArchitecture {
        ResidualNetworkArchitecture(
            blocks: head == "linear" ? [2, 2, 2, 2] : [3, 4, 6, 3], width: width,
            head: head == "linear" ? .linear : .perceptron, outputs: outputs)
    }
}
