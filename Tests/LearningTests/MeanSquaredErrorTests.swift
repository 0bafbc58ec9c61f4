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

    @Test("squares too large for single precision are still finite")
    func largeDifferences() {
        let predictions = Matrix<Float>([[3e30]])
        #expect(MeanSquaredError.value(predictions, Matrix([[0]])).isFinite)
    }
}
