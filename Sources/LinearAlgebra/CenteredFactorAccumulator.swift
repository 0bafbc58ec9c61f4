/// Factors centred rows as they come, so that N rows never sit in memory.
///
/// The rows [1 | x − x₀] (x₀ the first row ever seen) are stacked under the triangular factor so
/// far and reduced to a new one each time a block is full (`StackedReduction`). The factor's first
/// row then holds the means and what lies below is the factor of the *centred* columns: centring
/// needs no pass of its own. Taking x₀ off first makes a constant column exactly zero instead of
/// rounding noise.
///
/// Blocks are dealt out in turn to a fixed number of lanes with a factor each, so that several
/// threads can work on one matrix; in the end the lanes' factors are reduced to one. A block's rows
/// are counted here and not by the caller, so the result has the same bytes however the rows
/// arrive and however many threads there are.
///
/// Columns whose deviations are of a norm beyond 1e150 overflow and below 1e-140 lose digits, which
/// single precision is far from. Cost: 2 N n² operations; memory lanes · (n + blockRows) · n doubles.
package struct CenteredFactorAccumulator: Sendable {
    /// n, the columns of the rows appended.
    package let columns: Int
    /// N so far.
    package private(set) var samples = 0

    /// Rows stacked before each reduction: at 517 columns they and the factor fill a core's cache of
    /// 2 MB, and the reduction reaches 70 % of `dgemm`'s speed; 512 rows are not faster, 1,024 are
    /// slower by a tenth.
    package static let defaultBlockRows = 256
    /// The pieces that threads can take.
    private static let laneCount = 4

    private let blockRows: Int
    private var firstRow: [Double] = []
    private var lanes: [FactorLane]

    package init(columns: Int, blockRows: Int = defaultBlockRows) {
        precondition(columns >= 0 && blockRows > 0, "a block has rows")
        self.columns = columns
        self.blockRows = blockRows
        lanes = Array(
            repeating: FactorLane(columns: columns, blockRows: blockRows), count: Self.laneCount)
    }

    /// Begins to append rows whose columns stand in several matrices side by side: the work in
    /// pieces that may be done at the same time. Nothing else may be done with the accumulator until
    /// they are handed to `finishAppending`.
    ///
    /// - Parameter parts: each `[b, n_i]` with Σ n_i = `columns`, all finite.
    package mutating func beginAppending(_ parts: [FactorPart]) -> [FactorTask] {
        precondition(parts.map(\.columns).reduce(0, +) == columns, "wrong number of columns")
        let rows = parts.first?.rows ?? 0
        precondition(parts.allSatisfy { $0.rows == rows }, "parts of different height")
        if samples == 0, rows > 0 { firstRow = parts.flatMap(\.firstRow) }
        var tasks: [FactorTask] = []
        // Taken out one by one: a lane that is held twice would be copied when it changes.
        while let lane = lanes.popLast() {
            tasks.append(
                FactorTask(
                    lane: lane, parts: parts, rows: pieces(of: rows, forLane: lanes.count),
                    origin: firstRow))
        }
        samples += rows
        return tasks
    }

    /// Takes the pieces of `beginAppending` off the end of a list, done.
    package mutating func finishAppending(_ tasks: inout [FactorTask]) {
        while lanes.count < Self.laneCount, let task = tasks.popLast() { lanes.append(task.lane) }
        precondition(lanes.count == Self.laneCount, "the pieces of another accumulator")
    }

    /// The factor of everything appended. More rows may follow afterwards.
    ///
    /// - Throws: `.overflow`.
    package func factor() throws(DecompositionError) -> CenteredFactor {
        var whole = lanes[0]
        whole.reduce()
        // A lane that never had a row has nothing to add.
        for var lane in lanes.dropFirst().prefix(max(0, (samples - 1) / blockRows)) {
            lane.reduce()
            whole.absorb(lane)
        }
        whole.reduce()
        let result = unpacked(whole)
        guard result.triangular.firstNonFinite == nil else { throw .overflow }
        return result
    }

    /// Which of the next `rows` rows a lane gets, counted from the first of them.
    private func pieces(of rows: Int, forLane lane: Int) -> [Range<Int>] {
        let (first, end) = (samples / blockRows, (samples + rows + blockRows - 1) / blockRows)
        return (first..<max(first, end)).filter { $0 % Self.laneCount == lane }.map { block in
            let start = max(block * blockRows, samples) - samples
            return start..<min((block + 1) * blockRows, samples + rows) - samples
        }
    }

    private func unpacked(_ lane: FactorLane) -> CenteredFactor {
        var triangular = Matrix<Double>(zeros: columns, columns)
        for row in 0..<columns {
            for column in row..<columns { triangular[row, column] = lane[row + 1, column + 1] }
        }
        // The first row is ±√N · (1, mean of x − x₀).
        let scale = lane[0, 0]
        let means = (0..<columns).map { column in
            samples == 0 ? 0 : firstRow[column] + lane[0, column + 1] / scale
        }
        return CenteredFactor(samples: samples, means: means, triangular: triangular)
    }
}

/// What one lane has to do when rows are appended.
package struct FactorTask: Sendable {
    fileprivate var lane: FactorLane
    fileprivate let parts: [FactorPart]
    fileprivate let rows: [Range<Int>]
    fileprivate let origin: [Double]

    package mutating func perform() {
        for range in rows { lane.append(parts, rows: range, origin: origin) }
    }
}
