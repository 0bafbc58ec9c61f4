import Testing

@testable import Learning

@Suite struct EvaluationEpochsTests {
    @Test("epoch 0 and the last epoch are always evaluated, listed ones between them once")
    func bounds() {
        #expect(EvaluationEpochs.upTo(0) == [0])
        #expect(EvaluationEpochs.upTo(3) == [0, 1, 2, 3])
        #expect(EvaluationEpochs.upTo(250).suffix(4) == [206, 225, 245, 250])
        #expect(EvaluationEpochs.upTo(1000).count == EvaluationEpochs.listed.count + 1)
        #expect(EvaluationEpochs.upTo(1200).suffix(2) == [1000, 1200])
        #expect(EvaluationEpochs.listed == EvaluationEpochs.listed.sorted())
    }
}
