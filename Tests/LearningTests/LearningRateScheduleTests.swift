import Testing

@testable import Learning

@Suite struct LearningRateScheduleTests {
    private func rates(_ schedule: LearningRateSchedule, epochs: Int) -> [Double] {
        (0..<epochs).map { schedule.rate(1, epoch: $0, of: epochs) }
    }

    @Test("the rate falls to a tenth after a third and two thirds of the epochs, rounded down")
    func thirds() {
        let first = 1 * 0.1
        let second = first * 0.1
        #expect(
            rates(.stepsAtThirds, epochs: 8)
                == [1, 1, first, first, first, second, second, second])
        #expect(LearningRateSchedule.stepsAtThirds.rate(1, epoch: 332, of: 1000) == 1)
        #expect(LearningRateSchedule.stepsAtThirds.rate(1, epoch: 333, of: 1000) == first)
        #expect(LearningRateSchedule.stepsAtThirds.rate(1, epoch: 665, of: 1000) == first)
        #expect(LearningRateSchedule.stepsAtThirds.rate(1, epoch: 666, of: 1000) == second)
    }

    @Test("milestones on epoch 0 hold from the start, as in PyTorch")
    func fewEpochs() {
        #expect(rates(.stepsAtThirds, epochs: 2) == [0.1, 1 * 0.1 * 0.1])
        #expect(rates(.stepsAtThirds, epochs: 1) == [1 * 0.1 * 0.1])
    }

    @Test("a constant rate stays")
    func constant() {
        #expect(rates(.constant, epochs: 5) == [1, 1, 1, 1, 1])
    }
}
