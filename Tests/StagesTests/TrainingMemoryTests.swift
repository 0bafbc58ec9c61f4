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
            try TrainMultilayerPerceptronStage.requireFit(bytes, in: 20_000_000_000)
        } throws: {
            "\($0)" == """
                the training needs at least 34.4k GB of memory, but there are 20 GB; take a \
                smaller 'width', fewer 'layers' or a smaller 'batch'
                """
        }
        try TrainMultilayerPerceptronStage.requireFit(bytes, in: nil)
        try TrainMultilayerPerceptronStage.requireFit(1e9, in: 1_000_000_000)
    }
}
