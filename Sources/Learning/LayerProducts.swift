internal import LinearAlgebra

/// The three matrix products of a linear layer, on the first `samples` rows of row-major buffers
/// that may hold more.
///
/// Each is one BLAS call over the whole batch: cutting it by samples would change the bytes.
enum LayerProducts {
    /// Z = A·Wᵀ: A `[samples, inputs]`, W `[outputs, inputs]`, Z `[samples, outputs]`.
    static func outputs(
        of weight: Matrix<Float>, inputs: [Float], samples: Int, into outputs: inout [Float]
    ) {
        multiply(
            Factor(elements: inputs, rows: samples, columns: weight.columns),
            Factor(weight, isTransposed: true), into: &outputs)
    }

    /// ∂A = ∂Z·W: ∂Z `[samples, outputs]`, W `[outputs, inputs]`, ∂A `[samples, inputs]`.
    static func inputGradient(
        of weight: Matrix<Float>, outputGradient: [Float], samples: Int,
        into gradient: inout [Float]
    ) {
        multiply(
            Factor(elements: outputGradient, rows: samples, columns: weight.rows),
            Factor(weight), into: &gradient)
    }

    /// ∂W = ∂Zᵀ·A: ∂Z `[samples, outputs]`, A `[samples, inputs]`, ∂W `[outputs, inputs]`.
    static func weightGradient(
        of weight: Matrix<Float>, outputGradient: [Float], inputs: [Float], samples: Int,
        into gradient: inout [Float]
    ) {
        multiply(
            Factor(
                elements: outputGradient, rows: samples, columns: weight.rows, isTransposed: true),
            Factor(elements: inputs, rows: samples, columns: weight.columns), into: &gradient)
    }

    /// C ← op(A)·op(B).
    private static func multiply(_ left: Factor, _ right: Factor, into result: inout [Float]) {
        let (rows, inner) = left.effectiveShape
        let (innerAgain, columns) = right.effectiveShape
        precondition(inner == innerAgain, "inner dimensions differ")
        precondition(result.count >= rows * columns, "the result's buffer is too small")
        unsafe left.elements.withUnsafeBufferPointer { a in
            unsafe right.elements.withUnsafeBufferPointer { b in
                unsafe result.withUnsafeMutableBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress
                    else { return }
                    unsafe Float.gemm(
                        transposeLeft: left.isTransposed, transposeRight: right.isTransposed,
                        rows: rows, columns: columns, inner: inner, alpha: 1,
                        left: a, leftStride: left.columns, right: b, rightStride: right.columns,
                        beta: 0, result: c, resultStride: columns)
                }
            }
        }
    }
}

/// One side of a product: the leading rows of a row-major buffer, perhaps to be transposed.
private struct Factor {
    let elements: [Float]
    let rows: Int
    let columns: Int
    let isTransposed: Bool

    init(elements: [Float], rows: Int, columns: Int, isTransposed: Bool = false) {
        precondition(elements.count >= rows * columns, "a factor's buffer is too small")
        self.elements = elements
        self.rows = rows
        self.columns = columns
        self.isTransposed = isTransposed
    }

    init(_ matrix: Matrix<Float>, isTransposed: Bool = false) {
        self.init(
            elements: matrix.elements, rows: matrix.rows, columns: matrix.columns,
            isTransposed: isTransposed)
    }

    var effectiveShape: (rows: Int, columns: Int) {
        isTransposed ? (columns, rows) : (rows, columns)
    }
}
