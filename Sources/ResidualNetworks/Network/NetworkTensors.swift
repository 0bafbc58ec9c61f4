package import Learning

extension ResidualNetwork {
    /// What `torch.nn.DataParallel` puts before every name.
    private static let wrapping = "module."

    /// Whether tensors look like a residual network's, whatever else is wrong with them: by the
    /// stem's filters or by any layer of a block.
    package static func describes(_ tensors: [NamedTensor]) -> Bool {
        tensors.contains { tensor in
            let wrapped = tensor.name.hasPrefix(wrapping)
            let name = String(tensor.name.dropFirst(wrapped ? wrapping.count : 0))
            return name == "conv1.weight" && tensor.shape.count == 4
                || (1...4).contains { blockNumber(name, stage: $0) != nil }
        }
    }

    /// Takes a state dict with torchvision's names for a ResNet-18 or a ResNet-34; its shape follows
    /// from names and shapes. Counters `num_batches_tracked` are dropped: nothing depends on them.
    ///
    /// - Throws: an error naming the file and the tensor that is missing, of another shape than the
    ///   others need, not part of such a network, or not finite.
    package init(tensors: [NamedTensor], file: String) throws(TensorFileError) {
        try self.init(
            tensors: tensors, file: file, depths: ResidualNetworkDepth.allCases.map(\.blocks))
    }

    /// - Parameter depths: the stages' blocks that the network may have.
    init(tensors: [NamedTensor], file: String, depths: [[Int]]) throws(TensorFileError) {
        if let wrapped = tensors.map(\.name).filter({ $0.hasPrefix(Self.wrapping) }).min() {
            throw .wrapped(file, wrapped)
        }
        let counters = tensors.filter { $0.name.hasSuffix(".num_batches_tracked") }
        if let counter = counters.first(where: { !$0.shape.isEmpty }) {
            throw .noCounter(file, counter)
        }
        let tensors = tensors.filter { !$0.name.hasSuffix(".num_batches_tracked") }
        let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let architecture = try Self.architecture(of: byName, file: file)
        guard depths.contains(architecture.blocks) else {
            throw .otherDepth(file, architecture.blocks)
        }
        let plan = architecture.tensorPlan
        var ordered: [NamedTensor] = []
        for planned in plan {
            guard let tensor = byName[planned.name] else { throw .missing(file, planned) }
            guard tensor.shape == planned.shape else { throw .otherShape(file, tensor, planned) }
            try tensor.requireFinite(file: file)
            if planned.name.hasSuffix(".running_var"),
                let index = tensor.elements.firstIndex(where: { $0 < 0 })
            {
                throw .negativeVariance(file, tensor, at: index)
            }
            ordered.append(tensor)
        }
        let known = Set(plan.map(\.name))
        if let extra = tensors.map(\.name).filter({ !known.contains($0) }).min() {
            throw .unknown(file, extra)
        }
        self.init(architecture: architecture, tensors: ordered)
    }

    /// What the names and the first and last shapes say.
    private static func architecture(
        of tensors: [String: NamedTensor], file: String
    ) throws(TensorFileError) -> ResidualNetworkArchitecture {
        guard let stem = tensors["conv1.weight"] else { throw .missing(file, "conv1.weight") }
        guard stem.shape.count == 4, Array(stem.shape.dropFirst()) == [3, 7, 7],
            stem.shape[0] > 0, stem.shape[0].isMultiple(of: 16)
        else { throw .wrongStem(file, stem) }
        var blocks: [Int] = []
        for stage in 1...4 {
            let numbers = tensors.keys.compactMap { blockNumber($0, stage: stage) }
            guard let last = numbers.max() else {
                throw .missing(file, "layer\(stage).0.conv1.weight")
            }
            blocks.append(last + 1)
        }
        let head: NetworkHead =
            tensors.keys.contains { $0.hasPrefix("fc.0.") } ? .perceptron : .linear
        let lastName = head == .linear ? "fc.weight" : "fc.3.weight"
        guard let last = tensors[lastName] else { throw .missing(file, lastName) }
        guard last.shape.count == 2, last.shape[0] > 0 else { throw .wrongHead(file, last) }
        return ResidualNetworkArchitecture(
            blocks: blocks, width: stem.shape[0], head: head, outputs: last.shape[0])
    }

    /// 3 of `layer2.3.bn1.weight` for stage 2; what has no layer's name, such as `layer2.3.weight`, is
    /// of no block.
    private static func blockNumber(_ name: String, stage: Int) -> Int? {
        let parts = name.split(separator: ".", maxSplits: 2)
        // A number beyond any network's is left to be an unknown tensor.
        guard parts.count == 3, parts[0] == "layer\(stage)", let number = Int(parts[1]),
            0..<1000 ~= number, parts[2].contains(".")
        else { return nil }
        return number
    }
}

extension TensorFileError {
    fileprivate static func wrapped(_ file: String, _ name: String) -> TensorFileError {
        TensorFileError(
            file,
            "\(name.asTensorName) begins with \"module.\", which torch.nn.DataParallel puts before "
                + "every name; save 'model.module.state_dict()' instead")
    }

    fileprivate static func noCounter(_ file: String, _ tensor: NamedTensor) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) has the shape \(tensor.shape); a counter of batches is one "
                + "number of shape []")
    }

    fileprivate static func otherDepth(_ file: String, _ blocks: [Int]) -> TensorFileError {
        let found = blocks.enumerated().map { "\($1) in layer\($0 + 1)" }
        let known = ResidualNetworkDepth.allCases.map { depth in
            "\(depth.rawValue) has " + depth.blocks.map(String.init).joined(separator: ", ")
        }
        return TensorFileError(
            file,
            "has blocks as no network that can be read: \(found.joined(separator: ", ")), but "
                + "\(known.joined(separator: " and ")); is one missing?")
    }

    fileprivate static func missing(_ file: String, _ planned: PlannedTensor) -> TensorFileError {
        TensorFileError(
            file,
            "lacks \(planned.name.asTensorName) of shape \(planned.shape), which its other "
                + "tensors need")
    }

    fileprivate static func missing(_ file: String, _ name: String) -> TensorFileError {
        TensorFileError(
            file, "lacks \(name.asTensorName), which every residual network of torchvision has")
    }

    fileprivate static func otherShape(
        _ file: String, _ tensor: NamedTensor, _ planned: PlannedTensor
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) has the shape \(tensor.shape), but the other "
                + "tensors need \(planned.shape)")
    }

    fileprivate static func unknown(_ file: String, _ name: String) -> TensorFileError {
        TensorFileError(
            file,
            "\(name.asTensorName) belongs to no residual network of basic blocks; only "
                + "those of ResNet-18 and ResNet-34 can be read")
    }

    fileprivate static func negativeVariance(
        _ file: String, _ tensor: NamedTensor, at index: Int
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) is \(tensor.elements[index]) at element \(index) "
                + "(counted from 0); a variance is not negative")
    }

    fileprivate static func wrongStem(_ file: String, _ stem: NamedTensor) -> TensorFileError {
        TensorFileError(
            file,
            "\(stem.name.asTensorName) has the shape \(stem.shape); a residual network "
                + "begins with [channels, 3, 7, 7], channels being a multiple of 16")
    }

    fileprivate static func wrongHead(_ file: String, _ head: NamedTensor) -> TensorFileError {
        TensorFileError(
            file,
            "\(head.name.asTensorName) has the shape \(head.shape); the last linear layer "
                + "has [outputs, inputs]")
    }
}
