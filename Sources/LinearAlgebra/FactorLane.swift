internal import Kernels

/// Columns that stand beside others in the rows of a `CenteredFactorAccumulator`.
package enum FactorPart: Sendable {
    case single(Matrix<Float>)
    case double(Matrix<Double>)

    var rows: Int {
        switch self {
        case .single(let matrix): matrix.rows
        case .double(let matrix): matrix.rows
        }
    }

    var columns: Int {
        switch self {
        case .single(let matrix): matrix.columns
        case .double(let matrix): matrix.columns
        }
    }

    /// The first row; there is one.
    var firstRow: [Double] {
        switch self {
        case .single(let matrix): matrix.elements.prefix(matrix.columns).map(Double.init)
        case .double(let matrix): Array(matrix.elements.prefix(matrix.columns))
        }
    }
}

/// The triangular factor of the rows [1 | x − x₀] that came this way, and rows that wait to be
/// reduced to it, a block at a time.
struct FactorLane: Sendable {
    /// The column of ones and the others, filled up with zeros to whole groups.
    private let width: Int
    /// Away from multiples of 64 numbers, which would put a column's numbers into few cache sets.
    private let stride: Int
    private let blockRows: Int
    /// R `[width, stride]`, row-major.
    private var factor: AlignedNumbers<Double>
    /// `[blockRows, stride]`.
    private var waiting: AlignedNumbers<Double>
    /// How many of them.
    private var filled = 0

    init(columns: Int, blockRows: Int) {
        let group = StackedReduction.group
        width = (columns + 1 + group - 1) / group * group
        stride = width.isMultiple(of: 64) ? width + group : width
        self.blockRows = blockRows
        factor = AlignedNumbers(zeros: width * stride)
        waiting = AlignedNumbers(zeros: blockRows * stride)
    }

    /// Takes some rows of the parts, shifted by the origin x₀.
    mutating func append(_ parts: [FactorPart], rows: Range<Int>, origin: [Double]) {
        var next = rows.lowerBound
        while next < rows.upperBound {
            let taken = min(rows.upperBound - next, blockRows - filled)
            stack(parts, rows: next..<next + taken, origin: origin)
            next += taken
            filled += taken
            if filled == blockRows { reduce() }
        }
    }

    /// Adds the rows of another lane, of which none may wait, by its factor.
    mutating func absorb(_ other: FactorLane) {
        precondition(other.filled == 0 && other.width == width, "not a reduced lane of this width")
        for row in 0..<width {
            let (source, place) = (row * stride, filled * stride)
            unsafe waiting.withMutablePointer { waiting in
                unsafe other.factor.withPointer {
                    unsafe (waiting + place).update(from: $0 + source, count: width)
                }
            }
            filled += 1
            if filled == blockRows { reduce() }
        }
    }

    /// Reduces the rows that wait, if there are any.
    mutating func reduce() {
        guard filled > 0 else { return }
        StackedReduction.reduce(
            factor: &factor, rows: &waiting, count: filled, width: width, stride: stride)
        filled = 0
    }

    /// An element of R, the column of ones counted as the first.
    subscript(row: Int, column: Int) -> Double { factor[row * stride + column] }

    private mutating func stack(_ parts: [FactorPart], rows: Range<Int>, origin: [Double]) {
        let (start, stride) = (filled * stride, stride)
        unsafe waiting.withMutablePointer { waiting in
            for row in 0..<rows.count { unsafe waiting[start + row * stride] = 1 }
        }
        var column = 0
        for part in parts {
            let shift = origin[column..<column + part.columns]
            write(part, rows: rows, shift: shift, at: start + 1 + column)
            column += part.columns
        }
    }

    /// The only loops over every element.
    private mutating func write(
        _ part: FactorPart, rows: Range<Int>, shift: ArraySlice<Double>, at place: Int
    ) {
        let (stride, columns) = (stride, part.columns)
        guard columns > 0 else { return }
        switch part {
        case .single(let matrix):
            unsafe waiting.withMutablePointer { waiting in
                unsafe matrix.elements.withUnsafeBufferPointer { source in
                    unsafe shift.withUnsafeBufferPointer { shift in
                        guard let source = source.baseAddress, let shift = shift.baseAddress
                        else { return }
                        unsafe nrc_widen_shifted(
                            source + rows.lowerBound * columns, rows.count, columns, shift,
                            waiting + place, stride)
                    }
                }
            }
        case .double(let matrix):
            unsafe waiting.withMutablePointer { waiting in
                for (index, row) in rows.enumerated() {
                    for column in 0..<columns {
                        unsafe waiting[place + index * stride + column] =
                            matrix[row, column] - shift[shift.startIndex + column]
                    }
                }
            }
        }
    }
}
