internal import COpenBLAS

/// AᵀA in double precision: the Gram matrix of the columns, `[n, n]` for A `[m, n]`.
///
/// Half the work of a general product, and exactly symmetric.
package func gram(_ matrix: Matrix<Double>) -> Matrix<Double> {
    let size = matrix.columns
    var result = Matrix<Double>(zeros: size, size)
    guard size > 0, matrix.rows > 0 else { return result }
    unsafe matrix.elements.withUnsafeBufferPointer { a in
        unsafe result.elements.withUnsafeMutableBufferPointer { c in
            unsafe cblas_dsyrk(
                CblasRowMajor, CblasUpper, CblasTrans, Int32(size), Int32(matrix.rows), 1,
                a.baseAddress, Int32(size), 0, c.baseAddress, Int32(size))
        }
    }
    for row in 0..<size {
        for column in 0..<row { result[row, column] = result[column, row] }
    }
    return result
}

/// ‖A‖_F = √ΣAᵢⱼ², without overflow or underflow of the squares.
package func frobeniusNorm(_ matrix: Matrix<Double>) -> Double {
    unsafe matrix.elements.withUnsafeBufferPointer { values in
        unsafe values.isEmpty ? 0 : cblas_dnrm2(Int32(values.count), values.baseAddress, 1)
    }
}
