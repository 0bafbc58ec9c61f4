internal import LinearAlgebra

extension TrainingRun {
    package var checkpoint: TensorFile {
        course.checkpoint(network: network.tensors, velocities: velocityTensors)
    }

    package mutating func resume(
        from file: TensorFile, named name: String
    ) throws(TensorFileError) {
        let resumption = try course.resumption(from: file, named: name)
        let saved = try MultilayerPerceptron(tensors: resumption.network, file: name)
        let moving = try MultilayerPerceptron(tensors: resumption.velocities, file: name)
        guard saved.shapes == network.shapes, moving.shapes == network.shapes else {
            throw .otherTraining(name)
        }
        let course = resumption.course
        move(
            to: saved,
            velocities: Velocities(
                layers: moving.layers.map {
                    Velocities.Layer(weight: $0.weight.elements, bias: $0.bias ?? [])
                }, isFirstStep: course.finishedEpochs == 0 && course.steps == 0),
            course: course)
    }

    private var velocityTensors: [NamedTensor] {
        zip(network.layers, velocities.layers).enumerated().flatMap { index, pair in
            let (layer, velocity) = pair
            let name = "layers.\(2 * index)"
            let weight = NamedTensor(
                name: name + ".weight", shape: layer.weight.shape, elements: velocity.weight)
            guard layer.bias != nil else { return [weight] }
            return [
                weight,
                NamedTensor(
                    name: name + ".bias", shape: [velocity.bias.count], elements: velocity.bias),
            ]
        }
    }
}

extension MultilayerPerceptron {
    /// Of the weights, and whether there are biases.
    fileprivate var shapes: [[Int]] { layers.map { $0.weight.shape + [$0.bias?.count ?? 0] } }
}
