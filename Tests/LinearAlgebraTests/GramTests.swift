import LinearAlgebra
import Testing

@Suite struct GramTests {
    @Test("the Gram matrix equals the general product and is exactly symmetric")
    func againstProduct() {
        let matrix = normal(13, 5)
        let result = gram(matrix)
        #expect(largestDifference(result, product(matrix, transposingLeft: true, matrix)) < 1e-13)
        #expect(result == result.transposed)
    }

    @Test("no rows give zeros")
    func empty() {
        #expect(gram(Matrix(zeros: 0, 3)) == Matrix(zeros: 3, 3))
        #expect(gram(Matrix(zeros: 3, 0)) == Matrix(zeros: 0, 0))
    }

    @Test("the Frobenius norm neither overflows nor vanishes")
    func norm() {
        #expect(frobeniusNorm(Matrix([[3, 0], [0, 4]])) == 5)
        #expect(frobeniusNorm(Matrix(zeros: 0, 2)) == 0)
        // Squares beyond the largest and below the smallest double.
        for scale in [0x1p600, 0x1p-600] {
            let norm = frobeniusNorm(Matrix([[3 * scale, 4 * scale]]))
            #expect(abs(norm / (5 * scale) - 1) < 1e-15)
        }
    }
}
