internal import Kernels
internal import LinearAlgebra

/// Numbers of samples at several levels of a network, as the kernels want them: for each level blocks
/// of 128 samples, feature by feature.
///
/// Value f of sample s lies at `[128 f + s]` of its block, blocks one behind the other, levels one
/// behind the other. The lanes behind the last sample hold finite numbers that mean nothing.
struct SampleBlocks: Sendable {
    /// Features at each level.
    let features: [Int]
    let capacity: Int
    /// Where each level begins.
    private let starts: [Int]
    var elements: [Float]

    /// - Parameter capacity: the samples there is room for, at least one.
    init(features: [Int], capacity: Int) {
        precondition(features.allSatisfy { $0 > 0 } && capacity > 0, "blocks hold something")
        self.features = features
        self.capacity = capacity
        var starts = [0]
        for count in features {
            starts.append(
                starts[starts.count - 1] + Self.size(features: count, samples: capacity))
        }
        self.starts = starts
        elements = Array(repeating: 0, count: starts[features.count])
    }

    /// Floats that so many samples take.
    static func size(features: Int, samples: Int) -> Int {
        (samples + NRC_BLOCK - 1) / NRC_BLOCK * NRC_BLOCK * features
    }

    /// Strips that so many samples take.
    static func strips(samples: Int) -> Int { (samples + NRC_STRIP - 1) / NRC_STRIP }

    /// Where a level lies in `elements`.
    func range(ofLevel level: Int) -> Range<Int> { starts[level]..<starts[level + 1] }

    /// Takes the rows `order[positions]` of a matrix `[_, features]` for a level.
    mutating func gather(
        _ matrix: Matrix<Float>, order: [Int], positions: Range<Int>, level: Int
    ) {
        requireRoom(for: positions.count, of: matrix, level: level)
        precondition(positions.upperBound <= order.count, "positions past the order's end")
        precondition(
            order[positions].allSatisfy { 0..<matrix.rows ~= $0 }, "a row that is not there")
        let (start, columns) = (starts[level], features[level])
        unsafe order.withUnsafeBufferPointer { order in
            unsafe elements.withUnsafeMutableBufferPointer { elements in
                guard let first = order.baseAddress, let target = elements.baseAddress
                else { return }
                unsafe nrc_gather_block(
                    matrix.elements, columns, first + positions.lowerBound, positions.count,
                    target + start)
            }
        }
    }

    /// Takes consecutive rows of a matrix `[_, features]` for a level.
    mutating func take(_ matrix: Matrix<Float>, rows: Range<Int>, level: Int) {
        requireRoom(for: rows.count, of: matrix, level: level)
        precondition(rows.upperBound <= matrix.rows, "a row that is not there")
        let (start, columns) = (starts[level], features[level])
        unsafe matrix.elements.withUnsafeBufferPointer { source in
            unsafe elements.withUnsafeMutableBufferPointer { elements in
                guard let first = source.baseAddress, let target = elements.baseAddress
                else { return }
                unsafe nrc_block_rows(
                    first + rows.lowerBound * columns, columns, rows.count, target + start)
            }
        }
    }

    private func requireRoom(for samples: Int, of matrix: Matrix<Float>, level: Int) {
        precondition(matrix.columns == features[level], "the samples have other features")
        precondition(samples <= capacity, "more samples than there is room for")
    }

    /// The first samples of a level as rows, `[samples, features]`.
    func matrix(samples: Int, level: Int) -> Matrix<Float> {
        precondition(samples <= capacity, "more samples than there are")
        let columns = features[level]
        let rows = unsafe [Float](unsafeUninitializedCapacity: samples * columns) { rows, count in
            unsafe elements[range(ofLevel: level)].withUnsafeBufferPointer { blocks in
                guard let source = blocks.baseAddress, let target = rows.baseAddress
                else { return }
                unsafe nrc_unblock_rows(source, columns, samples, target)
            }
            count = samples * columns
        }
        return Matrix(rows: samples, columns: columns, elements: rows)
    }
}
