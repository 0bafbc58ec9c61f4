import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct MinMaxScalingTests {
    @Test("agrees with scikit-learn to the last bit, near constant columns included")
    func golden() throws {
        let table = try ArrayFile(path: Golden.path("min-max-table.npy")).doubles()
        let expected = try ArrayFile(path: Golden.path("min-max-expected.npy")).doubles()
        let result = MinMaxScaling(of: table).applied(to: table)
        #expect(result.shape == [40, 5])
        #expect(result.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern))
    }

    @Test("the least becomes 0, the greatest 1, and other sets are scaled alike")
    func range() {
        let scaling = MinMaxScaling(of: Matrix([[2, -8], [6, 8], [4, 0]]))
        #expect(scaling.minima == [2, -8])
        #expect(scaling.maxima == [6, 8])
        #expect(scaling.scales == [0.25, 0.0625])
        #expect(
            scaling.applied(to: Matrix([[2, -8], [6, 8], [4, 0]]))
                == Matrix([[0, 0], [1, 1], [0.5, 0.5]]))
        #expect(scaling.applied(to: Matrix([[10, -16]])) == Matrix([[2, -0.5]]))
    }

    @Test("a constant column becomes 0")
    func constant() {
        let table = Matrix<Double>([[0.1, 1], [0.1, 2]])
        let scaling = MinMaxScaling(of: table)
        #expect(scaling.scales == [1, 1])
        #expect(scaling.applied(to: table) == Matrix([[0, 0], [0, 1]]))
        #expect(MinMaxScaling(of: Matrix([[3]])).applied(to: Matrix([[3]])) == Matrix([[0]]))
    }
}
