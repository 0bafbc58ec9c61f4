internal import COpenBLAS

/// The thin QR decomposition by Householder reflections.
///
///     A = Q R,  QᵀQ = I,  R upper triangular (trapezoidal when m < n)
///
/// Shapes: A `[m, n]`, Q `[m, p]`, R `[p, n]` with p = min(m, n). LAPACK's `dgeqrf` and `dorgqr`.
package struct OrthogonalTriangular: Sendable {
    /// Q `[m, p]`, orthonormal columns.
    package let orthogonal: Matrix<Double>
    /// R `[p, n]`; its diagonal may have either sign.
    package let triangular: Matrix<Double>

    /// - Throws: `.notFinite`, `.outOfMemory`.
    package init(of matrix: Matrix<Double>) throws(DecompositionError) {
        try requireFinite(matrix)
        let rank = min(matrix.rows, matrix.columns)
        guard rank > 0 else {
            orthogonal = Matrix(zeros: matrix.rows, rank)
            triangular = Matrix(zeros: rank, matrix.columns)
            return
        }
        var packed = matrix
        var scales = [Double](repeating: 0, count: rank)
        let factored = unsafe packed.elements.withUnsafeMutableBufferPointer { a in
            unsafe scales.withUnsafeMutableBufferPointer { tau in
                unsafe LAPACKE_dgeqrf(
                    LAPACK_ROW_MAJOR, Int32(matrix.rows), Int32(matrix.columns), a.baseAddress,
                    Int32(matrix.columns), tau.baseAddress)
            }
        }
        try check(factored, routine: "dgeqrf")
        var upper = packed.leadingRows(rank)
        for row in 1..<max(rank, 1) {
            for column in 0..<row { upper[row, column] = 0 }
        }
        triangular = upper
        orthogonal = try Self.expand(packed.leadingColumns(rank), scales: scales)
    }

    /// Multiplies the stored reflections out to Q.
    private static func expand(
        _ reflections: Matrix<Double>, scales: [Double]
    ) throws(DecompositionError) -> Matrix<Double> {
        var result = reflections
        let rank = reflections.columns
        let info = unsafe result.elements.withUnsafeMutableBufferPointer { a in
            unsafe scales.withUnsafeBufferPointer { tau in
                unsafe LAPACKE_dorgqr(
                    LAPACK_ROW_MAJOR, Int32(reflections.rows), Int32(rank), Int32(rank),
                    a.baseAddress, Int32(rank), tau.baseAddress)
            }
        }
        try check(info, routine: "dorgqr")
        return result
    }
}
