internal import COpenBLAS
internal import Kernels

/// One blocked QR step: rows below a triangular factor are reduced to the factor of both.
///
///     [ R ]       [ R' ]
///     [ X ] = Q · [ 0  ]
///
/// Householder reflectors H = I − V T Vᵀ with V = [I; V_X]: the triangle above a reflector's
/// columns is never touched but in one row a column, so the cost is 2 · rows · n² whatever R's
/// size, where a QR of the stack as a dense matrix would pay for R each time. Panels of
/// `panelWidth` columns are halved down to groups of `group` columns, which `Kernels` reflects;
/// all else is matrix products.
///
/// Shapes: R `[n, n]` and X `[rows, n]`, row-major with the same stride; n is a multiple of `group`.
/// X is overwritten.
@safe struct StackedReduction: ~Copyable {
    /// The columns of the smallest step.
    static let group = Int(NRC_REFLECTED_COLUMNS)
    /// At 256 rows and 261 to 1,035 columns 24 to 64 differ by less than a shared machine's speed
    /// drifts; 96 is slower.
    private static let panelWidth = 32

    private let factor: UnsafeMutablePointer<Double>
    private let rows: UnsafeMutablePointer<Double>
    private let count: Int
    private let width: Int
    private let stride: Int
    /// T of the panel, `[panelWidth, panelWidth]`.
    private let triangle: UnsafeMutablePointer<Double>
    /// Vᵀ·C of the columns that a panel is applied to, `[panelWidth, width]`.
    private let products: UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - factor: R, zero below the diagonal, which becomes R'.
    ///   - rows: X, at least one row.
    static func reduce(
        factor: inout AlignedNumbers<Double>, rows: inout AlignedNumbers<Double>, count: Int,
        width: Int, stride: Int
    ) {
        precondition(width.isMultiple(of: group) && stride >= width, "not a row of whole groups")
        precondition(factor.count >= width * stride && rows.count >= count * stride, "no room")
        unsafe withUnsafeTemporaryAllocation(
            of: Double.self, capacity: panelWidth * (panelWidth + width)
        ) { workspace in
            unsafe factor.withMutablePointer { factor in
                unsafe rows.withMutablePointer { rows in
                    guard let start = workspace.baseAddress else { return }
                    let reduction = unsafe StackedReduction(
                        factor: factor, rows: rows, count: count, width: width, stride: stride,
                        triangle: start, products: start + panelWidth * panelWidth)
                    reduction.run()
                }
            }
        }
    }

    private func run() {
        for start in Swift.stride(from: 0, to: width, by: Self.panelWidth) {
            let end = min(start + Self.panelWidth, width)
            factorize(start..<end, triangle: 0)
            apply(start..<end, triangle: 0, to: end..<width)
        }
    }

    /// Reflects some columns and leaves their T at a place in `triangle`.
    private func factorize(_ columns: Range<Int>, triangle place: Int) {
        guard columns.count > Self.group else {
            let diagonal = columns.lowerBound * stride + columns.lowerBound
            unsafe nrc_reflect_columns(
                factor + diagonal, stride, rows + columns.lowerBound, stride, count,
                triangle + place, Self.panelWidth)
            return
        }
        let groups = columns.count / Self.group
        let leftCount = (groups + 1) / 2 * Self.group
        let left = columns.prefix(leftCount)
        let right = columns.dropFirst(leftCount)
        let rightPlace = place + leftCount * (Self.panelWidth + 1)
        factorize(left, triangle: place)
        apply(left, triangle: place, to: right)
        factorize(right, triangle: rightPlace)
        joinTriangles(of: left, place, and: right, rightPlace)
    }

    /// The corner of T between two groups of reflectors: −T₁ (V₁ᵀV₂) T₂; their parts in R are
    /// different rows of the identity.
    private func joinTriangles(
        of left: Range<Int>, _ leftPlace: Int, and right: Range<Int>, _ rightPlace: Int
    ) {
        let width = Self.panelWidth
        let corner = unsafe triangle + leftPlace + left.count
        unsafe Double.gemm(
            transposeLeft: true, transposeRight: false, rows: left.count, columns: right.count,
            inner: count, alpha: -1, left: rows + left.lowerBound, leftStride: stride,
            right: rows + right.lowerBound, rightStride: stride, beta: 0, result: corner,
            resultStride: width)
        let (corners, rights) = (Int32(left.count), Int32(right.count))
        unsafe cblas_dtrmm(
            CblasRowMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, corners, rights, 1,
            triangle + leftPlace, Int32(width), corner, Int32(width))
        unsafe cblas_dtrmm(
            CblasRowMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, corners, rights, 1,
            triangle + rightPlace, Int32(width), corner, Int32(width))
    }

    /// C ← C − V Tᵀ (VᵀC) for the columns C of R and X.
    private func apply(_ reflectors: Range<Int>, triangle place: Int, to columns: Range<Int>) {
        guard !columns.isEmpty else { return }
        let (depth, wide) = (reflectors.count, columns.count)
        let corner = unsafe factor + reflectors.lowerBound * stride + columns.lowerBound
        for row in 0..<depth {
            unsafe (products + row * wide).update(from: corner + row * stride, count: wide)
        }
        unsafe Double.gemm(
            transposeLeft: true, transposeRight: false, rows: depth, columns: wide, inner: count,
            alpha: 1, left: rows + reflectors.lowerBound, leftStride: stride,
            right: rows + columns.lowerBound, rightStride: stride, beta: 1, result: products,
            resultStride: wide)
        unsafe cblas_dtrmm(
            CblasRowMajor, CblasLeft, CblasUpper, CblasTrans, CblasNonUnit, Int32(depth),
            Int32(wide), 1, triangle + place, Int32(Self.panelWidth), products, Int32(wide))
        for row in 0..<depth {
            unsafe cblas_daxpy(
                Int32(wide), -1, products + row * wide, 1, corner + row * stride, 1)
        }
        unsafe Double.gemm(
            transposeLeft: false, transposeRight: false, rows: count, columns: wide, inner: depth,
            alpha: -1, left: rows + reflectors.lowerBound, leftStride: stride, right: products,
            rightStride: wide, beta: 1, result: rows + columns.lowerBound, resultStride: stride)
    }
}
