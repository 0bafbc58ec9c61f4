import LinearAlgebra
import Testing

@Suite struct ProductsTests {
    /// The product by its definition, in double precision.
    private func naive<Element: BLASElement>(
        _ left: Matrix<Element>, _ right: Matrix<Element>
    ) -> Matrix<Double> {
        var result = Matrix<Double>(zeros: left.rows, right.columns)
        for row in 0..<left.rows {
            for column in 0..<right.columns {
                for inner in 0..<left.columns {
                    result[row, column] += Double(left[row, inner]) * Double(right[inner, column])
                }
            }
        }
        return result
    }

    private func largestDifference<Element: BLASElement>(
        _ found: Matrix<Element>, _ expected: Matrix<Double>
    ) -> Double {
        guard found.shape == expected.shape else { return .infinity }
        return zip(found.elements, expected.elements).reduce(0) {
            max($0, abs(Double($1.0) - $1.1))
        }
    }

    @Test(
        "all four transpositions agree with the definition",
        arguments: [(5, 7, 3), (1, 9, 1), (17, 1, 33), (64, 65, 63)])
    func transpositions(_ rows: Int, _ inner: Int, _ columns: Int) {
        var stream = RandomStream(seed: 1, stream: "test")
        let left = stream.standardNormalMatrix(rows: rows, columns: inner)
        let right = stream.standardNormalMatrix(rows: inner, columns: columns)
        let expected = naive(left, right)
        for transposesLeft in [false, true] {
            for transposesRight in [false, true] {
                let found = product(
                    transposesLeft ? left.transposed : left, transposingLeft: transposesLeft,
                    transposesRight ? right.transposed : right, transposingRight: transposesRight)
                // 65 products of numbers below 5, each rounded to 2⁻⁵³ of the sum.
                #expect(largestDifference(found, expected) < 1e-12)
            }
        }
        let single = product(left.asFloat, right.asFloat)
        // The same in single precision, 2⁻²⁴.
        #expect(largestDifference(single, naive(left.asFloat, right.asFloat)) < 1e-3)
    }

    @Test("an empty dimension gives an empty result or zeros")
    func empty() {
        let product0 = product(Matrix<Double>(zeros: 2, 0), Matrix<Double>(zeros: 0, 3))
        #expect(product0 == Matrix(zeros: 2, 3))
        #expect(product(Matrix<Float>(zeros: 0, 2), Matrix<Float>(zeros: 2, 3)).shape == [0, 3])
        #expect(product(Matrix<Float>(zeros: 1, 2), Matrix<Float>(zeros: 2, 0)).shape == [1, 0])
    }
}
