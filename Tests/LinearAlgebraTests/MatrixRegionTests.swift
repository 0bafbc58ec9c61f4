import LinearAlgebra
import Testing

@Suite struct MatrixRegionTests {
    private let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])

    @Test("a region keeps its rows and columns in order")
    func region() {
        #expect(matrix.region(rows: 1..<3, columns: 0..<2) == Matrix([[4, 5], [7, 8]]))
        #expect(matrix.region(rows: 0..<0, columns: 0..<2).shape == [0, 2])
    }

    @Test("leading rows")
    func leadingRows() {
        #expect(matrix.leadingRows(2) == Matrix([[1, 2, 3], [4, 5, 6]]))
        #expect(matrix.leadingRows(0).shape == [0, 3])
    }
}
