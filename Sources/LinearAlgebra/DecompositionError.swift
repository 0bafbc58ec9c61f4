internal import COpenBLAS

/// Why a matrix could not be decomposed.
package enum DecompositionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// NaN or infinity at this place; LAPACK would loop or return nonsense.
    case notFinite(row: Int, column: Int)
    /// Finite values so large that differences or sums of them are not.
    case overflow
    /// LAPACK's iteration did not converge; `info` counts what was left, as the routine defines it.
    case noConvergence(routine: String, info: Int)
    /// LAPACKE could not allocate its workspace.
    case outOfMemory(routine: String)

    package var description: String {
        switch self {
        case .notFinite(let row, let column):
            "not a finite number in row \(row), column \(column)"
        case .overflow:
            "values too large for double precision: their differences or sums overflow"
        case .noConvergence(let routine, let info):
            "LAPACK's \(routine) did not converge (info \(info))"
        case .outOfMemory(let routine):
            "no memory for the workspace of LAPACK's \(routine)"
        }
    }
}

/// Turns the status of a LAPACKE call into an error.
///
/// - Throws: `.noConvergence` for a positive status, `.outOfMemory` for LAPACKE's own failures. Any
///   other negative status names a wrong argument, which only a bug here can cause.
func check(_ info: Int32, routine: String) throws(DecompositionError) {
    switch info {
    case 0:
        return
    case 1...:
        throw .noConvergence(routine: routine, info: Int(info))
    case LAPACK_WORK_MEMORY_ERROR, LAPACK_TRANSPOSE_MEMORY_ERROR:
        throw .outOfMemory(routine: routine)
    default:
        fatalError("\(routine) rejected its argument \(-info)")
    }
}

/// Rejects what LAPACK must never see.
func requireFinite(_ matrix: Matrix<Double>) throws(DecompositionError) {
    if let place = matrix.firstNonFinite {
        throw .notFinite(row: place.row, column: place.column)
    }
}
