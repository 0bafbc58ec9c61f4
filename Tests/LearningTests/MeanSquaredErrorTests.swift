import LinearAlgebra
import Testing

@testable import Learning

@Suite struct MeanSquaredErrorTests {
    @Test("the mean is over samples and outputs")
    func value() {
        let predictions = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
        let targets = Matrix<Float>([[1, 1], [1, 4], [5, 3]])
        // (0 + 1 + 4 + 0 + 0 + 9) / 6
        #expect(MeanSquaredError.value(predictions, targets) == 14.0 / 6)
    }

    @Test("the gradient is 2 (P − Y) / (N t), and only the leading numbers count")
    func gradient() {
        var gradient: [Float] = [9, 9, 9, 9, 9]
        let loss = MeanSquaredError.value(
            [1, 2, 3, 4, 100], [0, 2, 5, 4, 0], count: 4, gradient: &gradient)
        #expect(loss == 5.0 / 4)
        #expect(gradient == [0.5, 0, -1, 0, 9])
    }

    @Test("squares too large for single precision are still finite")
    func largeDifferences() {
        let predictions = Matrix<Float>([[3e30]])
        #expect(MeanSquaredError.value(predictions, Matrix([[0]])).isFinite)
    }
}
