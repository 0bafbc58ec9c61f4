import LinearAlgebra
import Testing

@Suite struct NonFiniteTests {
    @Test("the largest and smallest finite numbers are finite")
    func finite() {
        #expect(
            Matrix<Float>([[.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0]])
                .firstNonFinite == nil)
        #expect(
            Matrix<Double>([[.greatestFiniteMagnitude, .leastNonzeroMagnitude]])
                .firstNonFinite == nil)
        #expect(Matrix<Float>(zeros: 0, 4).firstNonFinite == nil)
    }

    @Test("the first of several is found", arguments: [Float.nan, .infinity, -.infinity])
    func firstPlace(value: Float) {
        var matrix = Matrix<Float>(zeros: 4, 3)
        matrix[2, 1] = value
        matrix[3, 0] = value
        #expect(matrix.firstNonFinite == MatrixPosition(row: 2, column: 1))
        #expect(matrix.asDouble.firstNonFinite == MatrixPosition(row: 2, column: 1))
    }

    @Test("a negative NaN is found")
    func negativeNaN() {
        #expect(Matrix<Double>([[1, -Double.nan]]).firstNonFinite != nil)
    }
}
