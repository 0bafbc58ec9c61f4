internal import Glibc
package import Learning
internal import LinearAlgebra

/// A residual network: its shape, and its tensors under torchvision's names.
package struct ResidualNetwork: Sendable, Equatable {
    package let architecture: ResidualNetworkArchitecture
    /// torchvision's state dict in its order: weights `conv1.weight` `[64, 3, 7, 7]`, batch norms
    /// `bn1.weight`, `bn1.bias`, `bn1.running_mean`, `bn1.running_var`, …, `fc.weight`, `fc.bias`.
    package let tensors: [NamedTensor]
    /// Where each name stands in `tensors`.
    private let places: [String: Int]

    /// - Parameter tensors: exactly those of the architecture's plan, in its order.
    init(architecture: ResidualNetworkArchitecture, tensors: [NamedTensor]) {
        let plan = architecture.tensorPlan
        precondition(
            plan.map(\.name) == tensors.map(\.name) && plan.map(\.shape) == tensors.map(\.shape),
            "tensors of another architecture")
        self.architecture = architecture
        self.tensors = tensors
        places = Dictionary(
            uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
    }

    /// A freshly initialised network; the numbers come from the seed's stream `weights`, tensor by
    /// tensor in torchvision's order.
    ///
    /// Convolutions are normal with deviation √(2 / (outputs · k²)), batch norms 1 and 0, linear layers as
    /// PyTorch's default: weights and biases uniform on ±1/√inputs.
    ///
    /// Source: `torchvision.models.resnet` (Kaiming fan-out), `torch.nn.Linear.reset_parameters`.
    package init(architecture: ResidualNetworkArchitecture, seed: UInt64) {
        var stream = RandomStream(seed: seed, stream: "weights")
        self.init(
            architecture: architecture,
            tensors: architecture.tensorPlan.map { planned in
                NamedTensor(
                    name: planned.name, shape: planned.shape,
                    elements: planned.initialElements(&stream))
            })
    }

    package func tensor(_ name: String) -> NamedTensor? { places[name].map { tensors[$0] } }

    /// The numbers of a tensor that the architecture has.
    func elements(_ name: String) -> [Float] {
        guard let tensor = tensor(name) else { fatalError("the network has no tensor '\(name)'") }
        return tensor.elements
    }

    /// Trained numbers; running statistics don't count.
    package var parameterCount: Int {
        architecture.tensorPlan.filter(\.isTrained).reduce(0) { $0 + $1.count }
    }
}

extension PlannedTensor {
    fileprivate func initialElements(_ stream: inout RandomStream) -> [Float] {
        switch role {
        case .ones: return Array(repeating: 1, count: count)
        case .zeros: return Array(repeating: 0, count: count)
        case .convolution:
            let deviation = (2 / Double(shape[0] * shape[2] * shape[3])).squareRoot()
            return (0..<count).map { _ in Float(stream.standardNormal() * deviation) }
        case .linearWeight: return uniform(within: 1 / Double(shape[1]).squareRoot(), &stream)
        case .linearBias(let inputs):
            return uniform(within: 1 / Double(inputs).squareRoot(), &stream)
        }
    }

    private func uniform(within bound: Double, _ stream: inout RandomStream) -> [Float] {
        (0..<count).map { _ in Float((2 * stream.uniform() - 1) * bound) }
    }
}
