import Learning
import Testing

@testable import Stages

@Suite struct TrainingMemoryTests {
    @Test("what a training needs at least is two numbers a weight and two a feature of a batch")
    func bytes() {
        let network = MultilayerPerceptronArchitecture(inputs: 3, width: 5, depth: 3, outputs: 2)
        // 15 + 25 + 10 weights; 3 + 5 + 5 features.
        #expect(network.trainingBytes(batch: 7) == 4 * (2 * 50 + 2 * 7 * 13))
    }

    @Test("a network larger than the memory is refused before it is made")
    func refused() throws {
        let network = MultilayerPerceptronArchitecture(
            inputs: 8, width: 65_536, depth: 1000, outputs: 2)
        let bytes = network.trainingBytes(batch: 128)
        #expect {
            try TrainMultilayerPerceptronStage.requireFit(
                bytes, in: MemoryLimit(bytes: 20_000_000_000, origin: .stage))
        } throws: {
            "\($0)" == """
                the training needs at least 34358.1 GB, but the stage is allowed 20.0 GB by \
                'resources.memory'; take a smaller 'width', fewer 'layers' or a smaller 'batch'
                """
        }
        try TrainMultilayerPerceptronStage.requireFit(bytes, in: nil)
        try TrainMultilayerPerceptronStage.requireFit(
            1e9, in: MemoryLimit(bytes: 1_000_000_000, origin: .machine))
    }
}
