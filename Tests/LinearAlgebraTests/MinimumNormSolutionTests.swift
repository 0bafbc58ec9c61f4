import LinearAlgebra
import Testing

@Suite struct MinimumNormSolutionTests {
    @Test("a consistent system gives its solution back")
    func consistent() throws {
        let (matrix, solution) = (normal(20, 6), normal(6, 2, seed: 2))
        let found = try leastSquares(
            matrix, product(matrix, solution), relativeCutoff: 1e-10)
        #expect(largestDifference(found, solution) < 1e-12)
    }

    @Test("the residual is orthogonal to the columns")
    func orthogonalResidual() throws {
        let (matrix, right) = (normal(20, 6), normal(20, 2, seed: 2))
        let fitted = product(
            matrix, try leastSquares(matrix, right, relativeCutoff: 1e-10))
        var residual = right
        for index in residual.elements.indices {
            residual.elements[index] -= fitted.elements[index]
        }
        let overlap = product(matrix, transposingLeft: true, residual)
        #expect(frobeniusNorm(overlap) < 1e-12)
        #expect(frobeniusNorm(residual) > 1)
    }

    @Test("of many solutions the shortest is taken")
    func minimumNorm() throws {
        // x + y = 2, twice over: the shortest solution is (1, 1).
        for rows in [1, 4] {
            let matrix = Matrix<Double>(
                rows: rows, columns: 2, elements: Array(repeating: 1, count: 2 * rows))
            let right = Matrix<Double>(
                rows: rows, columns: 1, elements: Array(repeating: 2, count: rows))
            let found = try leastSquares(matrix, right, relativeCutoff: 1e-10)
            #expect(largestDifference(found, Matrix([[1], [1]])) < 1e-14)
        }
    }

    @Test("singular values at the cut-off are dropped, above it kept")
    func cutoff() throws {
        let matrix = Matrix<Double>([[1, 0], [0, 0.125], [0, 0]])
        let right = Matrix<Double>([[1], [1], [5]])
        let dropped = try leastSquares(matrix, right, relativeCutoff: 0.125)
        #expect(largestDifference(dropped, Matrix([[1], [0]])) < 1e-15)
        let kept = try leastSquares(matrix, right, relativeCutoff: 0.12)
        #expect(largestDifference(kept, Matrix([[1], [8]])) < 1e-14)
    }

    @Test("a zero matrix has the zero solution")
    func zero() throws {
        let found = try leastSquares(
            Matrix(zeros: 5, 3), normal(5, 2), relativeCutoff: 1e-3)
        #expect(found == Matrix(zeros: 3, 2))
    }

    /// The least-squares solution through the decomposition.
    private func leastSquares(
        _ matrix: Matrix<Double>, _ rightSide: Matrix<Double>, relativeCutoff: Double
    ) throws -> Matrix<Double> {
        try SingularValueDecomposition(of: matrix)
            .minimumNormSolution(rightSide, relativeCutoff: relativeCutoff)
    }
}
