import LinearAlgebra
import Testing
import TestSupport

@Suite struct SymmetricEigenTests {
    @Test("the decomposition rebuilds the matrix, values descending, vectors orthonormal")
    func rebuilds() throws {
        let matrix = gram(normal(20, 7))
        let eigen = try SymmetricEigen(of: matrix)
        let rebuilt = product(
            scalingColumns(eigen.vectors, by: eigen.values), eigen.vectors, transposingRight: true)
        // λ₁ is near 50: 1e-12 is a few dozen roundings of it.
        #expect(largestDifference(rebuilt, matrix) < 1e-12)
        #expect(distanceFromOrthonormal(eigen.vectors) < 1e-13)
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test("values and vectors of a matrix solved by hand")
    func byHand() throws {
        // λ = 3 with (1, 1)/√2 and λ = −1 with (1, −1)/√2.
        let eigen = try SymmetricEigen(of: Matrix([[1, 2], [2, 1]]))
        #expect(abs(eigen.values[0] - 3) < 1e-15 && abs(eigen.values[1] + 1) < 1e-15)
        #expect(abs(eigen.vectors[0, 0] - eigen.vectors[1, 0]) < 1e-15)
        #expect(abs(eigen.vectors[0, 1] + eigen.vectors[1, 1]) < 1e-15)
    }

    @Test("only the upper triangle is read")
    func upperTriangle() throws {
        let eigen = try SymmetricEigen(of: Matrix([[1, 2], [99, 1]]))
        #expect(abs(eigen.values[0] - 3) < 1e-15)
    }

    @Test("an empty matrix has no values")
    func empty() throws {
        #expect(try SymmetricEigen(of: Matrix(zeros: 0, 0)).values == [])
    }

    @Test("NaN and infinity are rejected with their place", arguments: [Double.nan, .infinity])
    func notFinite(value: Double) {
        var matrix = Matrix<Double>.identity(3)
        matrix[1, 2] = value
        #expect(throws: DecompositionError.notFinite(row: 1, column: 2)) {
            _ = try SymmetricEigen(of: matrix)
        }
    }
}
