/// op(A)·op(B) as a new matrix, by BLAS.
///
/// Shapes: op(A) is `[m, k]`, op(B) is `[k, n]`, the result `[m, n]`. An empty dimension gives
/// zeros, as the sum over nothing.
package func product<Element: BLASElement>(
    _ left: Matrix<Element>, transposingLeft: Bool = false,
    _ right: Matrix<Element>, transposingRight: Bool = false
) -> Matrix<Element> {
    let rows = transposingLeft ? left.columns : left.rows
    let inner = transposingLeft ? left.rows : left.columns
    let columns = transposingRight ? right.rows : right.columns
    precondition(
        inner == (transposingRight ? right.columns : right.rows), "inner dimensions differ")
    var result = Matrix<Element>(zeros: rows, columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    unsafe left.elements.withUnsafeBufferPointer { a in
        unsafe right.elements.withUnsafeBufferPointer { b in
            unsafe result.elements.withUnsafeMutableBufferPointer { c in
                guard let a = a.baseAddress, let b = b.baseAddress,
                    let c = c.baseAddress
                else { return }
                unsafe Element.gemm(
                    transposeLeft: transposingLeft, transposeRight: transposingRight,
                    rows: rows, columns: columns, inner: inner, alpha: 1,
                    left: a, leftStride: left.columns, right: b, rightStride: right.columns,
                    beta: 0, result: c, resultStride: columns)
            }
        }
    }
    return result
}
