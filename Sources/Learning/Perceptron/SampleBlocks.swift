internal import Kernels
internal import LinearAlgebra

/// Numbers of samples as the kernels want them: blocks of 128 samples, feature by feature.
///
/// Value f of sample s lies at `[128 f + s]` of its block, blocks one behind the other. The lanes
/// behind the last sample hold finite numbers that mean nothing.
struct SampleBlocks: Sendable {
    /// Samples of a whole block.
    static let length = Int(NRC_BLOCK)

    let features: Int
    let capacity: Int
    var elements: AlignedNumbers<Float>

    /// - Parameter capacity: the samples there is room for, at least one.
    init(features: Int, capacity: Int) {
        precondition(features > 0 && capacity > 0, "blocks hold something")
        self.features = features
        self.capacity = capacity
        elements = AlignedNumbers(zeros: Self.size(features: features, samples: capacity))
    }

    /// Floats that so many samples take.
    static func size(features: Int, samples: Int) -> Int {
        (samples + NRC_BLOCK - 1) / NRC_BLOCK * NRC_BLOCK * features
    }

    /// Takes the rows `order[positions]` of a matrix `[_, features]`.
    mutating func gather(_ matrix: Matrix<Float>, order: [Int], positions: Range<Int>) {
        precondition(matrix.columns == features, "the samples have other features")
        precondition(positions.count <= capacity, "more samples than there is room for")
        precondition(positions.upperBound <= order.count, "positions past the order's end")
        precondition(
            order[positions].allSatisfy { 0..<matrix.rows ~= $0 }, "a row that is not there")
        unsafe order.withUnsafeBufferPointer { order in
            guard let first = order.baseAddress else { return }
            unsafe elements.withMutablePointer { elements in
                unsafe nrc_gather_block(
                    matrix.elements, features, first + positions.lowerBound, positions.count,
                    elements)
            }
        }
    }

    /// Takes consecutive rows of a matrix `[_, features]`.
    mutating func take(_ matrix: Matrix<Float>, rows: Range<Int>) {
        precondition(matrix.columns == features, "the samples have other features")
        precondition(rows.count <= capacity, "more samples than there is room for")
        precondition(rows.upperBound <= matrix.rows, "a row that is not there")
        unsafe matrix.elements.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            unsafe elements.withMutablePointer { elements in
                unsafe nrc_block_rows(
                    first + rows.lowerBound * features, features, rows.count, elements)
            }
        }
    }

    /// The first samples of several that hold `length` each, as rows `[samples, features]`.
    static func matrix(of blocks: [SampleBlocks], samples: Int) -> Matrix<Float> {
        let features = blocks[0].features
        precondition(
            blocks.allSatisfy { $0.features == features && $0.capacity == length }
                && samples <= blocks.count * length, "more samples than there are")
        let rows = unsafe [Float](unsafeUninitializedCapacity: samples * features) { rows, count in
            guard let start = rows.baseAddress else { return }
            for (index, block) in blocks.enumerated() {
                let first = min(index * length, samples)
                unsafe block.elements.withPointer { elements in
                    unsafe nrc_unblock_rows(
                        elements, features, min(length, samples - first),
                        start + first * features)
                }
            }
            count = samples * features
        }
        return Matrix(rows: samples, columns: features, elements: rows)
    }
}
