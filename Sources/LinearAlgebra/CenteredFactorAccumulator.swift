internal import COpenBLAS

/// Factors centred rows as they come, so that N rows never sit in memory.
///
/// The rows [1 | x − x₀] (x₀ the first row ever seen) are stacked under the triangular factor so
/// far and reduced to a new one (`dgeqrt`, recursive panels) each time the block is full. The
/// factor's first row then holds the means and what lies below is the factor of the *centred*
/// columns: centring needs no pass of its own. Taking x₀ off first makes a constant column exactly
/// zero instead of rounding noise.
///
/// A block's rows are counted here and not by the caller, so the result has the same bytes
/// however the rows arrive.
///
/// Cost: 2 N n² operations; memory (n + blockRows)·n doubles.
package struct CenteredFactorAccumulator: Sendable {
    /// n, the columns of the rows appended.
    package let columns: Int
    /// N so far.
    package private(set) var samples = 0

    /// Rows stacked before each reduction. At 512 columns 4,096 rows reduce at ≈ 60 % of `dsyrk`'s
    /// speed in 19 MB; 2,048 are 15 % slower and 8,192 not faster.
    package static let defaultBlockRows = 4096
    /// The panel width of `dgeqrt`; 32 and 128 were 5–10 % slower at 512 columns.
    private static let panelWidth = 64

    private let blockRows: Int
    private var firstRow: [Double] = []
    private var filled = 0
    /// Column-major, as LAPACK wants it: the column of ones, then `columns` others, each of
    /// `stride` places: first the factor so far, then the rows waiting.
    private var stack: [Double]

    package init(columns: Int, blockRows: Int = defaultBlockRows) {
        precondition(columns >= 0 && blockRows > 0, "a block has rows")
        self.columns = columns
        self.blockRows = blockRows
        stack = Array(repeating: 0, count: (columns + 1) * (columns + 1 + blockRows))
    }

    /// The factor's size: the columns and the column of ones.
    private var width: Int { columns + 1 }
    private var stride: Int { width + blockRows }

    /// Appends rows whose columns stand in several matrices side by side.
    ///
    /// - Parameter parts: each `[b, n_i]` with Σ n_i = `columns`, all finite.
    package mutating func append(_ parts: [Matrix<Double>]) {
        precondition(parts.map(\.columns).reduce(0, +) == columns, "wrong number of columns")
        guard let rows = parts.first?.rows, rows > 0 else { return }
        precondition(parts.allSatisfy { $0.rows == rows }, "parts of different height")
        if samples == 0 {
            firstRow = parts.flatMap { $0.elements.prefix($0.columns) }
        }
        var next = 0
        while next < rows {
            let taken = min(rows - next, blockRows - filled)
            stackRows(next..<next + taken, of: parts)
            next += taken
            filled += taken
            samples += taken
            if filled == blockRows { reduce() }
        }
    }

    /// The factor of everything appended. More rows may follow afterwards.
    ///
    /// - Throws: `.overflow`.
    package func factor() throws(DecompositionError) -> CenteredFactor {
        var reduced = self
        if filled > 0 { reduced.reduce() }
        let result = reduced.unpacked()
        guard result.triangular.firstNonFinite == nil else { throw .overflow }
        return result
    }

    private mutating func stackRows(_ range: Range<Int>, of parts: [Matrix<Double>]) {
        let start = width + filled
        let (stride, firstRow) = (stride, firstRow)
        unsafe stack.withUnsafeMutableBufferPointer { stack in
            for row in start..<start + range.count { unsafe stack[row] = 1 }
            var column = 1
            for part in parts {
                unsafe firstRow[(column - 1)...].withUnsafeBufferPointer { origin in
                    unsafe part.elements.withUnsafeBufferPointer { source in
                        unsafe Self.transposeShifted(
                            source, columns: part.columns, rows: range, origin: origin,
                            into: stack, at: column * stride + start, stride: stride)
                    }
                }
                column += part.columns
            }
        }
    }

    /// target[at + j·stride + i] = source[i, j] − origin[j]: the only loop over every element.
    private static func transposeShifted(
        _ source: UnsafeBufferPointer<Double>, columns: Int, rows: Range<Int>,
        origin: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>,
        at place: Int, stride: Int
    ) {
        // Eight columns are one cache line of a source row.
        let strip = 8
        for firstColumn in Swift.stride(from: 0, to: columns, by: strip) {
            let stripEnd = min(firstColumn + strip, columns)
            for row in rows {
                for column in firstColumn..<stripEnd {
                    unsafe target[place + column * stride + row - rows.lowerBound] =
                        source[row * columns + column] - origin[column]
                }
            }
        }
    }

    /// Replaces factor and waiting rows by the factor of both.
    private mutating func reduce() {
        let (width, stride, height) = (width, stride, width + filled)
        let panel = min(Self.panelWidth, width)
        var reflectors = [Double](repeating: 0, count: panel * width)
        var workspace = reflectors
        // The variant that does not look for NaN: an overflow is found at the end, by `factor`.
        let info = unsafe stack.withUnsafeMutableBufferPointer { a in
            unsafe reflectors.withUnsafeMutableBufferPointer { t in
                unsafe workspace.withUnsafeMutableBufferPointer { work in
                    unsafe LAPACKE_dgeqrt_work(
                        LAPACK_COL_MAJOR, Int32(height), Int32(width), Int32(panel),
                        a.baseAddress, Int32(stride), t.baseAddress, Int32(panel),
                        work.baseAddress)
                }
            }
        }
        // It has no other failure than a wrong argument.
        guard info == 0 else { fatalError("dgeqrt rejected its argument \(-info)") }
        clearBelowDiagonal()
        filled = 0
    }

    /// Overwrites the reflectors that `dgeqrt` leaves below the factor's diagonal.
    private mutating func clearBelowDiagonal() {
        let (width, stride) = (width, stride)
        unsafe stack.withUnsafeMutableBufferPointer { stack in
            for column in 0..<width {
                let end = (column + 1) * stride
                for place in column * stride + column + 1..<end { unsafe stack[place] = 0 }
            }
        }
    }

    private func unpacked() -> CenteredFactor {
        var triangular = Matrix<Double>(zeros: columns, columns)
        for row in 0..<columns {
            for column in row..<columns {
                triangular[row, column] = stack[(column + 1) * stride + row + 1]
            }
        }
        // The first row is ±√N · (1, mean of x − x₀).
        let scale = stack[0]
        let means = (0..<columns).map { column in
            samples == 0 ? 0 : firstRow[column] + stack[(column + 1) * stride] / scale
        }
        return CenteredFactor(samples: samples, means: means, triangular: triangular)
    }
}
