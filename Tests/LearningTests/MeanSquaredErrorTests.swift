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

    @Test("the gradient is 2 (P − Y) / (N t), and only the leading samples count")
    func gradient() {
        func blocks(_ rows: Matrix<Float>) -> SampleBlocks {
            var blocks = SampleBlocks(features: rows.columns, capacity: rows.rows)
            blocks.take(rows, rows: 0..<rows.rows)
            return blocks
        }
        var gradient = AlignedNumbers<Float>(zeros: 2 * 128)
        unsafe gradient.withMutablePointer { unsafe $0.update(repeating: 9, count: 2 * 128) }
        let loss = MeanSquaredError.value(
            blocks(Matrix([[1, 2], [3, 4], [100, 0]])),
            blocks(Matrix([[0, 2], [5, 4], [0, 0]])),
            samples: 2, gradient: &gradient)
        #expect(loss == 5.0 / 4)
        #expect((0..<3).map { gradient[$0] } == [0.5, -1, 0])
        #expect((128..<131).map { gradient[$0] } == [0, 0, 0])
    }

    @Test("squares too large for single precision are still finite")
    func largeDifferences() {
        let predictions = Matrix<Float>([[3e30]])
        #expect(MeanSquaredError.value(predictions, Matrix([[0]])).isFinite)
    }
}
