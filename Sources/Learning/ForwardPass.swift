internal import Kernels
internal import LinearAlgebra

/// The forward pass of up to `capacity` samples at a time, in buffers allocated once.
///
/// The buffers keep each layer's inputs, which the backward pass and the measurements need.
struct ForwardPass: Sendable {
    let capacity: Int
    /// For layer i its inputs `[capacity, inputs of i]`; after the last layer's the predictions
    /// `[capacity, outputs]`. Only the rows of the last run mean anything.
    private(set) var activations: [[Float]]

    init(for network: MultilayerPerceptron, capacity: Int) {
        self.capacity = capacity
        activations =
            network.layers.map { Array(repeating: 0, count: capacity * $0.inputs) }
            + [Array(repeating: 0, count: capacity * network.outputs)]
    }

    var predictions: [Float] { activations[activations.count - 1] }

    /// Computes the predictions of consecutive rows of `features` `[_, network.inputs]`.
    mutating func run(
        _ network: MultilayerPerceptron, on features: Matrix<Float>, rows: Range<Int>,
        team: ThreadTeam
    ) {
        precondition(features.columns == network.inputs, "the features do not fit the network")
        let columns = features.columns
        let values = features.elements[rows.lowerBound * columns..<rows.upperBound * columns]
        activations[0].replaceSubrange(0..<values.count, with: values)
        propagate(through: network, samples: rows.count, team: team)
    }

    /// Computes the predictions of the rows `order[positions]` of `features`.
    mutating func run(
        _ network: MultilayerPerceptron, on features: Matrix<Float>,
        order: [Int], positions: Range<Int>, team: ThreadTeam
    ) {
        precondition(features.columns == network.inputs, "the features do not fit the network")
        gatherRows(of: features, order: order, positions: positions, into: &activations[0])
        propagate(through: network, samples: positions.count, team: team)
    }

    private mutating func propagate(
        through network: MultilayerPerceptron, samples: Int, team: ThreadTeam
    ) {
        precondition(0 < samples && samples <= capacity, "more samples than the buffers hold")
        for (index, layer) in network.layers.enumerated() {
            let inputs = activations[index]
            let isLast = index + 1 == network.layers.count
            let pieces = Pieces.ofOutputs(layer.outputs)
            SharedNumbers.of(&activations[index + 1]) { outputs in
                team.perform(pieces: pieces.count) { piece in
                    layer.outputs(
                        pieces[piece], of: inputs, samples: samples, withReLU: !isLast,
                        into: outputs)
                }
            }
        }
    }
}

extension LinearLayer {
    /// Some columns of the layer's outputs for `samples` inputs.
    fileprivate func outputs(
        _ columns: Range<Int>, of inputs: [Float], samples: Int, withReLU: Bool,
        into outputs: SharedNumbers
    ) {
        LayerProducts.outputs(
            columns, of: weight, inputs: inputs, samples: samples, into: outputs)
        let stride = self.outputs
        let block = unsafe outputs.pointer(
            at: columns.lowerBound, needed: (samples - 1) * stride + columns.count)
        if let bias {
            unsafe bias.withUnsafeBufferPointer { bias in
                guard let bias = bias.baseAddress else { return }
                unsafe nrc_add_bias(
                    block, bias + columns.lowerBound, stride, samples, columns.count)
            }
        }
        if withReLU { unsafe nrc_relu(block, stride, samples, columns.count) }
    }
}

/// Copies the rows `order[positions]` of a matrix to the front of a buffer.
func gatherRows(
    of matrix: Matrix<Float>, order: [Int], positions: Range<Int>, into buffer: inout [Float]
) {
    precondition(positions.upperBound <= order.count, "positions past the order's end")
    precondition(order[positions].allSatisfy { 0..<matrix.rows ~= $0 }, "a row that is not there")
    precondition(buffer.count >= positions.count * matrix.columns, "the buffer is too small")
    unsafe order.withUnsafeBufferPointer { order in
        guard let first = order.baseAddress else { return }
        unsafe nrc_gather_rows(
            matrix.elements, matrix.columns, first + positions.lowerBound, positions.count,
            &buffer)
    }
}
