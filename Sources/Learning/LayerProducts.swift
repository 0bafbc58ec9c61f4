internal import LinearAlgebra

/// The three matrix products of a linear layer, on the first `samples` rows of row-major buffers
/// that may hold more.
///
/// Each is computed in `Pieces`, one BLAS call a piece over the whole batch: cutting by samples
/// would cost a third of the speed.
enum LayerProducts {
    /// Some columns of Z = A·Wᵀ: A `[samples, inputs]`, W `[outputs, inputs]`,
    /// Z `[samples, outputs]`.
    static func outputs(
        _ columns: Range<Int>, of weight: Matrix<Float>, inputs: [Float], samples: Int,
        into outputs: SharedNumbers
    ) {
        multiply(
            Factor(inputs, stride: weight.columns),
            Factor(
                weight.elements, from: columns.lowerBound * weight.columns,
                stride: weight.columns, isTransposed: true),
            shape: ProductShape(
                rows: samples, inner: weight.columns, columns: columns.count),
            into: outputs, from: columns.lowerBound, stride: weight.rows)
    }

    /// Some columns of ∂A = ∂Z·W: ∂Z `[samples, outputs]`, W `[outputs, inputs]`,
    /// ∂A `[samples, inputs]`.
    static func inputGradient(
        _ columns: Range<Int>, of weight: Matrix<Float>, outputGradient: [Float], samples: Int,
        into gradient: SharedNumbers
    ) {
        multiply(
            Factor(outputGradient, stride: weight.rows),
            Factor(weight.elements, from: columns.lowerBound, stride: weight.columns),
            shape: ProductShape(rows: samples, inner: weight.rows, columns: columns.count),
            into: gradient, from: columns.lowerBound, stride: weight.columns)
    }

    /// Some rows of ∂W = ∂Zᵀ·A: ∂Z `[samples, outputs]`, A `[samples, inputs]`,
    /// ∂W `[outputs, inputs]`.
    static func weightGradient(
        _ rows: Range<Int>, of layer: LayerShape, outputGradient: [Float], inputs: [Float],
        samples: Int, into gradient: SharedNumbers
    ) {
        multiply(
            Factor(
                outputGradient, from: rows.lowerBound, stride: layer.outputs, isTransposed: true),
            Factor(inputs, stride: layer.inputs),
            shape: ProductShape(rows: rows.count, inner: samples, columns: layer.inputs),
            into: gradient, from: rows.lowerBound * layer.inputs, stride: layer.inputs)
    }

    /// C ← op(A)·op(B), where C begins at `from` and its rows are `stride` apart.
    private static func multiply(
        _ left: Factor, _ right: Factor, shape: ProductShape, into result: SharedNumbers,
        from start: Int, stride: Int
    ) {
        left.require(rows: shape.rows, columns: shape.inner)
        right.require(rows: shape.inner, columns: shape.columns)
        let result = unsafe result.pointer(
            at: start, needed: (shape.rows - 1) * stride + shape.columns)
        unsafe left.elements.withUnsafeBufferPointer { a in
            unsafe right.elements.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                unsafe Float.gemm(
                    transposeLeft: left.isTransposed, transposeRight: right.isTransposed,
                    rows: shape.rows, columns: shape.columns, inner: shape.inner, alpha: 1,
                    left: a + left.start, leftStride: left.stride,
                    right: b + right.start, rightStride: right.stride,
                    beta: 0, result: result, resultStride: stride)
            }
        }
    }
}

/// The dimensions of a layer's weights.
struct LayerShape: Sendable {
    let inputs: Int
    let outputs: Int

    init(_ layer: LinearLayer) {
        inputs = layer.inputs
        outputs = layer.outputs
    }
}

/// C `[rows, columns]` is a sum over `inner`; none is zero.
private struct ProductShape {
    let rows: Int
    let inner: Int
    let columns: Int
}

/// One side of a product: a block of a row-major buffer, perhaps to be transposed.
private struct Factor {
    let elements: [Float]
    let start: Int
    let stride: Int
    let isTransposed: Bool

    init(_ elements: [Float], from start: Int = 0, stride: Int, isTransposed: Bool = false) {
        self.elements = elements
        self.start = start
        self.stride = stride
        self.isTransposed = isTransposed
    }

    /// Fails unless op(factor) of this shape lies within the buffer.
    func require(rows: Int, columns: Int) {
        let (lines, length) = isTransposed ? (columns, rows) : (rows, columns)
        precondition(
            lines > 0 && length <= stride
                && start + (lines - 1) * stride + length <= elements.count,
            "a factor's buffer is too small")
    }
}
