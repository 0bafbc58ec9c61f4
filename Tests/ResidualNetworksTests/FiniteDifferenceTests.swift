import Images
import Kernels
import Learning
import LinearAlgebra
import Testing

@testable import ResidualNetworks

@Suite struct FiniteDifferenceTests {
    /// Of a tensor's largest gradient. Single precision is good for 1e-5 through so few layers, the
    /// difference for 1e-6.
    private static let tolerance = 1e-4

    @Test(
        "gradients are the differences of a naive network's loss", arguments: NetworkHead.allCases)
    func differences(head: NetworkHead) throws {
        let architecture = ResidualNetworkArchitecture(
            blocks: [1, 1, 1, 1], width: 16, head: head, outputs: 2)
        let pictures = try FormulaPictures(5, height: 13, width: 11, outputs: 2, salt: 31)
        defer { pictures.remove() }
        let network = formulaNetwork(architecture)
        let trainer = try NetworkTrainer(network, data: pictures.data, batches: [5])
        let team = ThreadTeam(threads: 1)
        let targets = pictures.data.targets
        let forward = trainer.forward(Array(0..<5), next: [], team: team)
        trainer.backward(
            forward, MeanSquaredError.gradient(forward.predictions, targets, samples: 5),
            nrc_sgd_factors(learning_rate: 0, weight_decay: 0, momentum: 0, gradient_share: 1),
            team: team)
        var pixels = [Float](repeating: 0, count: 5 * pictures.data.pictures.size.byteCount)
        pictures.data.pictures.gather(
            Array(0..<5), as: pictures.data.scale, .channelsFirst, into: &pixels)
        var planes = Planes(5, 3, 13, 11)
        planes.values = pixels.map { Double($0) }
        var reference = ReferenceResidualNetwork(network)
        let loss = MeanSquaredError.value(forward.predictions, targets)
        #expect(abs(loss - reference.loss(planes, targets)) < 1e-5 * loss)
        // Of every tensor of some layers the element with the largest gradient.
        let parts = [
            "conv1.weight", "bn1", "layer2.0.conv", "layer2.0.downsample", "layer4.0.bn2", "fc",
        ]
        for tensor in trainer.velocities where parts.contains(where: { tensor.name.hasPrefix($0) })
        {
            let largest = try #require(tensor.elements.map(abs).max())
            let index = try #require(tensor.elements.firstIndex { abs($0) == largest })
            let expected = reference.slope(planes, targets, tensor.name, index)
            #expect(
                abs(Double(tensor.elements[index]) - expected)
                    <= Self.tolerance * Double(largest), "\(tensor.name)")
            #expect(largest > 1e-6)
        }
    }
}
