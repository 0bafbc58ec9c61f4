internal import COpenBLAS

/// Single or double precision, with the BLAS routine that serves it.
package protocol BLASElement: BinaryFloatingPoint, Sendable {
    /// C ← α·op(A)·op(B) + β·C on row-major storage; dimensions as BLAS names them.
    static func gemm(
        transposeLeft: Bool, transposeRight: Bool,
        rows: Int, columns: Int, inner: Int, alpha: Self,
        left: UnsafePointer<Self>, leftStride: Int,
        right: UnsafePointer<Self>, rightStride: Int, beta: Self,
        result: UnsafeMutablePointer<Self>, resultStride: Int)
}

extension Float: BLASElement {
    package static func gemm(
        transposeLeft: Bool, transposeRight: Bool,
        rows: Int, columns: Int, inner: Int, alpha: Float,
        left: UnsafePointer<Float>, leftStride: Int,
        right: UnsafePointer<Float>, rightStride: Int, beta: Float,
        result: UnsafeMutablePointer<Float>, resultStride: Int
    ) {
        unsafe cblas_sgemm(
            CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans,
            transposeRight ? CblasTrans : CblasNoTrans,
            Int32(rows), Int32(columns), Int32(inner), alpha, left, Int32(leftStride),
            right, Int32(rightStride), beta, result, Int32(resultStride))
    }
}

extension Double: BLASElement {
    package static func gemm(
        transposeLeft: Bool, transposeRight: Bool,
        rows: Int, columns: Int, inner: Int, alpha: Double,
        left: UnsafePointer<Double>, leftStride: Int,
        right: UnsafePointer<Double>, rightStride: Int, beta: Double,
        result: UnsafeMutablePointer<Double>, resultStride: Int
    ) {
        unsafe cblas_dgemm(
            CblasRowMajor, transposeLeft ? CblasTrans : CblasNoTrans,
            transposeRight ? CblasTrans : CblasNoTrans,
            Int32(rows), Int32(columns), Int32(inner), alpha, left, Int32(leftStride),
            right, Int32(rightStride), beta, result, Int32(resultStride))
    }
}
