import LinearAlgebra
import Testing

@Suite struct OrthogonalTriangularTests {
    @Test("Q and R rebuild the matrix, tall, square or wide", arguments: [1, 3, 5, 12])
    func rebuilds(rows: Int) throws {
        let matrix = normal(rows, 5)
        let decomposition = try OrthogonalTriangular(of: matrix)
        let rank = min(rows, 5)
        #expect(decomposition.orthogonal.shape == [rows, rank])
        #expect(decomposition.triangular.shape == [rank, 5])
        #expect(distanceFromOrthonormal(decomposition.orthogonal) < 1e-13)
        #expect(
            largestDifference(
                product(decomposition.orthogonal, decomposition.triangular), matrix) < 1e-13)
        for row in 0..<rank {
            for column in 0..<min(row, 5) { #expect(decomposition.triangular[row, column] == 0) }
        }
    }

    @Test("an empty matrix has empty factors")
    func empty() throws {
        let decomposition = try OrthogonalTriangular(of: Matrix(zeros: 0, 3))
        #expect(decomposition.orthogonal.shape == [0, 0])
        #expect(decomposition.triangular.shape == [0, 3])
    }

    @Test("infinity is rejected with its place")
    func notFinite() {
        var matrix = normal(4, 3)
        matrix[0, 2] = -.infinity
        #expect(throws: DecompositionError.notFinite(row: 0, column: 2)) {
            _ = try OrthogonalTriangular(of: matrix)
        }
    }
}
