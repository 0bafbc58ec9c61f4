import LinearAlgebra
import Testing
import TestSupport

@Suite struct MatrixTests {
    private let example = Matrix<Double>([[1, 2, 3], [4, 5, 6]])

    @Test("elements are row-major")
    func rowMajor() {
        #expect(example.elements == [1, 2, 3, 4, 5, 6])
        #expect(example.shape == [2, 3])
        #expect(example[1, 0] == 4)
        var changed = example
        changed[0, 2] = 9
        #expect(changed.elements == [1, 2, 9, 4, 5, 6])
    }

    @Test("the transpose swaps rows and columns")
    func transpose() {
        #expect(example.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
        #expect(Matrix<Double>(zeros: 0, 3).transposed.shape == [3, 0])
    }

    @Test("the identity has ones on its diagonal alone")
    func identity() {
        #expect(Matrix<Float>.identity(2) == Matrix([[1, 0], [0, 1]]))
    }

    @Test("rows are gathered in order, with repetitions")
    func gatherRows() {
        #expect(example.gatheringRows([1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
        #expect(example.gatheringRows([]).shape == [0, 3])
    }

    @Test("leading columns are a matrix of their own")
    func leadingColumns() {
        #expect(example.leadingColumns(2) == Matrix([[1, 2], [4, 5]]))
        #expect(example.leadingColumns(0).shape == [2, 0])
    }

    @Test("conversions keep the shape and round to the nearest")
    func conversions() {
        let third = Matrix<Double>([[1.0 / 3, 2]])
        #expect(third.asFloat == Matrix<Float>([[Float(1.0 / 3), 2]]))
        #expect(third.asFloat.asDouble == Matrix([[Double(Float(1.0 / 3)), 2]]))
    }
}
