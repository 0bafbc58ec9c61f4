internal import LinearAlgebra

extension MultilayerPerceptron {
    /// The parameters under the names PyTorch gives them in a `Sequential` with a ReLU after every
    /// layer but the last: `layers.0.weight`, `layers.0.bias`, `layers.2.weight`, …
    package var tensors: [NamedTensor] {
        layers.enumerated().flatMap { index, layer in
            let name = "layers.\(2 * index)"
            let weight = NamedTensor(
                name: name + ".weight", shape: layer.weight.shape, elements: layer.weight.elements)
            let bias = layer.bias.map {
                NamedTensor(name: name + ".bias", shape: [$0.count], elements: $0)
            }
            return [weight] + (bias.map { [$0] } ?? [])
        }
    }

    /// Takes tensors for a network: linear layers in the order of their numbers, a ReLU between
    /// each and the next.
    ///
    /// Names are a prefix that all share, the layer's number, and `.weight` ([outputs, inputs]) or
    /// `.bias` ([outputs]): `layers.0.weight`, `model.fc1.weight`. Numbers may leave gaps, as
    /// they do where layers without parameters are numbered too.
    ///
    /// - Throws: an error naming the file and the tensor that is missing, of another shape than its
    ///   neighbours need, of no known role, or not finite.
    package init(tensors: [NamedTensor], file: String) throws(TensorFileError) {
        var weights: [Int: NamedTensor] = [:]
        var biases: [Int: NamedTensor] = [:]
        var commonPrefix: Substring?
        for tensor in tensors {
            guard let place = ParameterName(tensor.name) else { throw .unknownRole(file, tensor) }
            guard place.prefix == commonPrefix ?? place.prefix else {
                throw .otherPrefix(file, tensor, tensors[0])
            }
            commonPrefix = place.prefix
            try tensor.requireFinite(file: file)
            if let other = (place.isBias ? biases : weights)[place.number] {
                throw .sameNumber(file, tensor, other)
            }
            if place.isBias {
                biases[place.number] = tensor
            } else {
                weights[place.number] = tensor
            }
        }
        for (number, bias) in biases.sorted(by: { $0.key < $1.key }) where weights[number] == nil {
            throw .biasAlone(file, bias)
        }
        let ordered = weights.sorted { $0.key < $1.key }
        guard !ordered.isEmpty else { throw .noWeights(file) }
        try Self.requireChain(ordered.map(\.value), file: file)
        var layers: [LinearLayer] = []
        for (number, weight) in ordered {
            layers.append(try LinearLayer(weight, bias: biases[number], file: file))
        }
        self.init(layers: layers)
    }

    /// The names of the layers' weights in a file's tensors, from the input on; those of a network
    /// that `init(tensors:file:)` accepted.
    package static func weightNames(of tensors: [NamedTensor]) -> [String] {
        tensors
            .compactMap { tensor in ParameterName(tensor.name).map { (tensor.name, $0) } }
            .filter { !$0.1.isBias }
            .sorted { $0.1.number < $1.1.number }
            .map(\.0)
    }

    /// Each weight is [outputs, inputs], its inputs the outputs of the one before.
    private static func requireChain(
        _ weights: [NamedTensor], file: String
    ) throws(TensorFileError) {
        for (index, weight) in weights.enumerated() {
            let previous = index > 0 ? weights[index - 1] : nil
            guard weight.shape.count == 2, !weight.shape.contains(0) else {
                throw .notLinear(file, weight, after: previous)
            }
            if let previous, previous.shape[0] != weight.shape[1] {
                throw .brokenChain(file, weight, after: previous)
            }
        }
    }
}

extension LinearLayer {
    /// A layer of a weight [outputs, inputs] and perhaps a bias, which must be [outputs].
    fileprivate init(
        _ weight: NamedTensor, bias: NamedTensor?, file: String
    ) throws(TensorFileError) {
        if let bias, bias.shape != [weight.shape[0]] { throw .wrongBias(file, bias, weight) }
        self.init(
            weight: Matrix(
                rows: weight.shape[0], columns: weight.shape[1], elements: weight.elements),
            bias: bias?.elements)
    }
}

/// A parameter's name, taken apart: `layers.` + 12 + `.weight`.
private struct ParameterName {
    let prefix: Substring
    let number: Int
    let isBias: Bool

    init?(_ name: String) {
        let ending = [".weight", ".bias"].first { name.hasSuffix($0) }
        guard let ending else { return nil }
        let stem = name.dropLast(ending.count)
        let isDigit: (Character) -> Bool = { "0"..."9" ~= $0 }
        let digits = stem.suffix(while: isDigit)
        guard let number = Int(digits) else { return nil }
        prefix = stem.dropLast(digits.count)
        self.number = number
        isBias = ending == ".bias"
    }
}

extension Substring {
    fileprivate func suffix(while predicate: (Character) -> Bool) -> Substring {
        let start = lastIndex { !predicate($0) }.map { index(after: $0) } ?? startIndex
        return self[start...]
    }
}

extension TensorFileError {
    fileprivate static func unknownRole(_ file: String, _ tensor: NamedTensor) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) of shape \(tensor.shape) is no part of a multilayer "
                + "perceptron; expected names like layers.0.weight and layers.0.bias")
    }

    fileprivate static func otherPrefix(
        _ file: String, _ tensor: NamedTensor, _ first: NamedTensor
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) and \(first.name.asTensorName) differ before the layer's "
                + "number; expected the layers of one network")
    }

    fileprivate static func sameNumber(
        _ file: String, _ tensor: NamedTensor, _ other: NamedTensor
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) and \(other.name.asTensorName) belong to the same layer")
    }

    fileprivate static func biasAlone(_ file: String, _ bias: NamedTensor) -> TensorFileError {
        let weight = bias.name.dropLast(".bias".count) + ".weight"
        return TensorFileError(
            file,
            "\(String(weight).asTensorName) is missing; \(bias.name.asTensorName) of shape "
                + "\(bias.shape) belongs to it")
    }

    fileprivate static func noWeights(_ file: String) -> TensorFileError {
        TensorFileError(file, "has no tensors; expected names like layers.0.weight")
    }

    fileprivate static func notLinear(
        _ file: String, _ weight: NamedTensor, after previous: NamedTensor?
    ) -> TensorFileError {
        let inputs = previous.map { String($0.shape[0]) } ?? "inputs"
        let hint = weight.shape.count == 1 ? " (normalisation layers are not supported)" : ""
        return TensorFileError(
            file,
            "\(weight.name.asTensorName) has shape \(weight.shape); expected a linear layer's "
                + "[outputs, \(inputs)]\(hint)")
    }

    fileprivate static func brokenChain(
        _ file: String, _ weight: NamedTensor, after previous: NamedTensor
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(weight.name.asTensorName) has shape \(weight.shape); expected [outputs, "
                + "\(previous.shape[0])] after \(previous.name.asTensorName) of shape "
                + "\(previous.shape)")
    }

    fileprivate static func wrongBias(
        _ file: String, _ bias: NamedTensor, _ weight: NamedTensor
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(bias.name.asTensorName) has shape \(bias.shape); expected [\(weight.shape[0])] "
                + "beside \(weight.name.asTensorName) of shape \(weight.shape)")
    }
}
