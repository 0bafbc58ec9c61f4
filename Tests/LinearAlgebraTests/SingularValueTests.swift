import Testing

@testable import LinearAlgebra

@Suite struct SingularValueTests {
    private func rebuilt(_ decomposition: SingularValueDecomposition) -> Matrix<Double> {
        product(
            scalingColumns(decomposition.left, by: decomposition.values),
            decomposition.rightTransposed)
    }

    @Test("the factors rebuild the matrix, tall, square or wide", arguments: [3, 7, 12])
    func rebuilds(rows: Int) throws {
        let matrix = normal(rows, 7)
        let decomposition = try SingularValueDecomposition(of: matrix)
        #expect(decomposition.left.shape == [rows, min(rows, 7)])
        #expect(decomposition.rightTransposed.shape == [min(rows, 7), 7])
        #expect(largestDifference(rebuilt(decomposition), matrix) < 1e-13)
        #expect(distanceFromOrthonormal(decomposition.left) < 1e-13)
        #expect(distanceFromOrthonormal(decomposition.rightTransposed.transposed) < 1e-13)
        #expect(
            zip(decomposition.values, decomposition.values.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test("the fallback's QR iteration gives the same decomposition")
    func fallback() throws {
        let matrix = normal(9, 5)
        let first = try SingularValueDecomposition.byDivideAndConquer(matrix)
        let second = try SingularValueDecomposition.byQRIteration(matrix)
        #expect(zip(first.values, second.values).allSatisfy { abs($0 - $1) < 1e-13 })
        #expect(largestDifference(rebuilt(second), matrix) < 1e-13)
    }

    @Test("the rank counts values above the cut-off, relative to the largest")
    func rank() throws {
        let decomposition = try SingularValueDecomposition(
            of: Matrix([[200, 0, 0], [0, 1, 0], [0, 0, 0.1]]))
        #expect(decomposition.rank(relativeCutoff: 1e-2) == 1)
        #expect(decomposition.rank(relativeCutoff: 1e-3) == 2)
        #expect(decomposition.rank(relativeCutoff: 1e-4) == 3)
    }

    @Test("a zero matrix has rank 0 and an empty one no values")
    func zeroAndEmpty() throws {
        let zero = try SingularValueDecomposition(of: Matrix(zeros: 3, 2))
        #expect(zero.values == [0, 0])
        #expect(zero.rank(relativeCutoff: 0) == 0)
        let empty = try SingularValueDecomposition(of: Matrix(zeros: 0, 4))
        #expect(empty.values == [])
        #expect(empty.rightTransposed.shape == [0, 4])
        #expect(empty.rank(relativeCutoff: 0) == 0)
    }

    @Test("NaN is rejected with its place")
    func notFinite() {
        var matrix = normal(4, 3)
        matrix[3, 1] = .nan
        #expect(throws: DecompositionError.notFinite(row: 3, column: 1)) {
            _ = try SingularValueDecomposition(of: matrix)
        }
    }
}
