import LinearAlgebra
import Testing

@testable import Learning

@Suite struct NetworkTensorsTests {
    private func tensor(_ name: String, _ shape: [Int]) -> NamedTensor {
        let count = shape.reduce(1, *)
        return NamedTensor(name: name, shape: shape, elements: (0..<count).map { Float($0) })
    }

    private func message(_ tensors: [NamedTensor]) -> String? {
        do {
            _ = try MultilayerPerceptron(tensors: tensors, file: "model")
            return nil
        } catch { return error.description }
    }

    @Test("tensors have the names of a PyTorch Sequential with ReLUs between")
    func names() {
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 3, width: 4, depth: 3, outputs: 2, hasBiases: true), seed: 1)
        #expect(
            network.tensors.map(\.name) == [
                "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias",
                "layers.4.weight", "layers.4.bias",
            ])
        #expect(network.tensors.map(\.shape) == [[4, 3], [4], [4, 4], [4], [2, 4], [2]])
    }

    @Test("layers are ordered by number, whatever the order in the file")
    func numericalOrder() throws {
        let tensors = [
            tensor("net.layers.10.weight", [1, 4]), tensor("net.layers.2.weight", [4, 5]),
            tensor("net.layers.2.bias", [4]), tensor("net.layers.0.weight", [5, 3]),
        ]
        let network = try MultilayerPerceptron(tensors: tensors, file: "model")
        #expect(network.layers.map(\.weight.shape) == [[5, 3], [4, 5], [1, 4]])
        #expect(network.layers.map { $0.bias?.count } == [nil, 4, nil])
    }

    @Test("any prefix before the number is accepted, also none", arguments: ["", "fc", "a.b."])
    func prefixes(_ prefix: String) {
        #expect(
            message([tensor(prefix + "1.weight", [2, 3]), tensor(prefix + "2.weight", [1, 2])])
                == nil)
    }

    @Test("what is no parameter of a linear layer is named with its shape")
    func unknownRole() {
        #expect(
            message([tensor("layers.1.running_mean", [4])])
                == "model: tensor \"layers.1.running_mean\" of shape [4] is no part of a "
                + "multilayer perceptron; expected names like layers.0.weight and layers.0.bias")
        #expect(
            message([tensor("weight", [4])])
                == "model: tensor \"weight\" of shape [4] is no part of a "
                + "multilayer perceptron; expected names like layers.0.weight and layers.0.bias")
    }

    @Test("normalisation layers are named as the reason")
    func normalisation() {
        #expect(
            message([tensor("layers.0.weight", [4, 3]), tensor("layers.1.weight", [4])])
                == "model: tensor \"layers.1.weight\" has shape [4]; expected a linear layer's "
                + "[outputs, 4] (normalisation layers are not supported)")
        #expect(
            message([tensor("layers.0.weight", [4, 3, 1, 1])])
                == "model: tensor \"layers.0.weight\" has shape [4, 3, 1, 1]; expected a linear "
                + "layer's [outputs, inputs]")
        #expect(
            message([tensor("layers.0.weight", [0, 3])])
                == "model: tensor \"layers.0.weight\" has shape [0, 3]; expected a linear "
                + "layer's [outputs, inputs]")
    }

    @Test("layers that do not chain are named with both shapes")
    func brokenChain() {
        #expect(
            message([tensor("layers.0.weight", [4, 3]), tensor("layers.2.weight", [2, 5])])
                == "model: tensor \"layers.2.weight\" has shape [2, 5]; expected [outputs, 4] "
                + "after tensor \"layers.0.weight\" of shape [4, 3]")
    }

    @Test("biases need a weight and its number of outputs")
    func biases() {
        #expect(
            message([tensor("layers.0.weight", [4, 3]), tensor("layers.0.bias", [3])])
                == "model: tensor \"layers.0.bias\" has shape [3]; expected [4] beside tensor "
                + "\"layers.0.weight\" of shape [4, 3]")
        #expect(
            message([tensor("layers.0.weight", [4, 3]), tensor("layers.2.bias", [3])])
                == "model: tensor \"layers.2.weight\" is missing; tensor \"layers.2.bias\" of "
                + "shape [3] belongs to it")
    }

    @Test("tensors of two networks, or twice the same layer, are refused")
    func ambiguity() {
        #expect(
            message([tensor("a.0.weight", [4, 3]), tensor("b.1.weight", [2, 4])])
                == "model: tensor \"b.1.weight\" and tensor \"a.0.weight\" differ before the "
                + "layer's number; expected the layers of one network")
        #expect(
            message([tensor("a.0.weight", [4, 3]), tensor("a.00.weight", [2, 4])])
                == "model: tensor \"a.00.weight\" and tensor \"a.0.weight\" belong to the same "
                + "layer")
        #expect(message([]) == "model: has no tensors; expected names like layers.0.weight")
    }

    @Test("NaN and infinity are named with tensor and element")
    func notFinite() {
        let weight = NamedTensor(name: "layers.0.weight", shape: [1, 2], elements: [1, .nan])
        #expect(
            message([weight])
                == "model: tensor \"layers.0.weight\" of shape [1, 2] has the value nan at element "
                + "1 (counted from 0, row by row); only finite numbers can be used")
        let bias = NamedTensor(name: "layers.0.bias", shape: [1], elements: [-.infinity])
        #expect(
            message([tensor("layers.0.weight", [1, 2]), bias])
                == "model: tensor \"layers.0.bias\" of shape [1] has the value -inf at element "
                + "0 (counted from 0, row by row); only finite numbers can be used")
    }
}
