internal import COpenBLAS

/// The thin singular value decomposition.
///
///     A = P diag(σ) Vᵀ,  σ₁ ≥ σ₂ ≥ … ≥ 0
///
/// Shapes: A `[m, n]`, P `[m, p]`, σ `p`, Vᵀ `[p, n]` with p = min(m, n). LAPACK's `dgesdd`; where
/// its divide and conquer does not converge, `dgesvd`'s QR iteration. The sign of each pair of
/// vectors is LAPACK's choice.
package struct SingularValueDecomposition: Sendable {
    /// P `[m, p]`, orthonormal columns.
    package let left: Matrix<Double>
    /// σ, descending; `p` of them.
    package let values: [Double]
    /// Vᵀ `[p, n]`, orthonormal rows.
    package let rightTransposed: Matrix<Double>

    /// - Throws: `.notFinite`, `.noConvergence` when both routines fail, `.outOfMemory`.
    package init(of matrix: Matrix<Double>) throws(DecompositionError) {
        try requireFinite(matrix)
        do {
            self = try Self.byDivideAndConquer(matrix)
        } catch {
            guard case .noConvergence = error else { throw error }
            self = try Self.byQRIteration(matrix)
        }
    }

    private init(left: Matrix<Double>, values: [Double], rightTransposed: Matrix<Double>) {
        self.left = left
        self.values = values
        self.rightTransposed = rightTransposed
    }

    /// How many singular values stand above `relativeCutoff` · σ₁; 0 for a zero matrix.
    package func rank(relativeCutoff: Double) -> Int {
        guard let largest = values.first, largest > 0 else { return 0 }
        return values.prefix { $0 > relativeCutoff * largest }.count
    }

    /// `dgesdd` alone; finite input.
    static func byDivideAndConquer(
        _ matrix: Matrix<Double>
    ) throws(DecompositionError) -> SingularValueDecomposition {
        try unsafe decompose(matrix, routine: "dgesdd") { rows, columns, rank, a, s, u, vt, _ in
            unsafe LAPACKE_dgesdd(
                LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), rows, columns, a, columns, s, u, rank,
                vt, columns)
        }
    }

    /// `dgesvd` alone; finite input.
    static func byQRIteration(
        _ matrix: Matrix<Double>
    ) throws(DecompositionError) -> SingularValueDecomposition {
        try unsafe decompose(matrix, routine: "dgesvd") {
            rows, columns, rank, a, s, u, vt, unconverged in
            unsafe LAPACKE_dgesvd(
                LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), CChar(UInt8(ascii: "S")), rows,
                columns, a, columns, s, u, rank, vt, columns, unconverged)
        }
    }

    private typealias Pointer = UnsafeMutablePointer<Double>?

    /// Allocates the factors, calls the routine on a copy of the matrix, and checks its status.
    private static func decompose(
        _ matrix: Matrix<Double>, routine: String,
        call: (Int32, Int32, Int32, Pointer, Pointer, Pointer, Pointer, Pointer) -> Int32
    ) throws(DecompositionError) -> SingularValueDecomposition {
        let rank = min(matrix.rows, matrix.columns)
        var left = Matrix<Double>(zeros: matrix.rows, rank)
        var rightTransposed = Matrix<Double>(zeros: rank, matrix.columns)
        var values = [Double](repeating: 0, count: rank)
        guard rank > 0 else {
            return SingularValueDecomposition(
                left: left, values: values, rightTransposed: rightTransposed)
        }
        var overwritten = matrix.elements
        var unconverged = [Double](repeating: 0, count: rank)
        let info = unsafe overwritten.withUnsafeMutableBufferPointer { a in
            unsafe values.withUnsafeMutableBufferPointer { s in
                unsafe left.elements.withUnsafeMutableBufferPointer { u in
                    unsafe rightTransposed.elements.withUnsafeMutableBufferPointer { vt in
                        unsafe unconverged.withUnsafeMutableBufferPointer { superdiagonal in
                            unsafe call(
                                Int32(matrix.rows), Int32(matrix.columns), Int32(rank),
                                a.baseAddress, s.baseAddress, u.baseAddress, vt.baseAddress,
                                superdiagonal.baseAddress)
                        }
                    }
                }
            }
        }
        try check(info, routine: routine)
        return SingularValueDecomposition(
            left: left, values: values, rightTransposed: rightTransposed)
    }
}
