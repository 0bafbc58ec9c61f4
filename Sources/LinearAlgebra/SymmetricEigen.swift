internal import COpenBLAS

/// The eigenvalues and eigenvectors of a real symmetric matrix.
///
///     A = V diag(λ) Vᵀ,  λ₁ ≥ λ₂ ≥ … ≥ λₙ
///
/// LAPACK's `dsyevd` (divide and conquer). The sign of each vector is LAPACK's choice.
package struct SymmetricEigen: Sendable {
    /// λ, descending; `n` of them.
    package let values: [Double]
    /// `[n, n]`; column i belongs to `values[i]`.
    package let vectors: Matrix<Double>

    /// - Parameter matrix: `[n, n]`, symmetric; only its upper triangle is read.
    /// - Throws: `.notFinite`, `.noConvergence`, `.outOfMemory`.
    package init(of matrix: Matrix<Double>) throws(DecompositionError) {
        precondition(matrix.rows == matrix.columns, "a symmetric matrix is square")
        try requireFinite(matrix)
        let size = matrix.rows
        guard size > 0 else {
            values = []
            vectors = matrix
            return
        }
        var ascending = [Double](repeating: 0, count: size)
        var basis = matrix
        let info = unsafe basis.elements.withUnsafeMutableBufferPointer { a in
            unsafe ascending.withUnsafeMutableBufferPointer { w in
                unsafe LAPACKE_dsyevd(
                    LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")),
                    Int32(size), a.baseAddress, Int32(size), w.baseAddress)
            }
        }
        try check(info, routine: "dsyevd")
        values = ascending.reversed()
        vectors = Self.reversingColumns(of: basis)
    }

    private static func reversingColumns(of matrix: Matrix<Double>) -> Matrix<Double> {
        var reversed: [Double] = []
        reversed.reserveCapacity(matrix.elements.count)
        for row in 0..<matrix.rows {
            let start = row * matrix.columns
            reversed.append(
                contentsOf: matrix.elements[start..<start + matrix.columns].reversed())
        }
        return Matrix(rows: matrix.rows, columns: matrix.columns, elements: reversed)
    }
}
