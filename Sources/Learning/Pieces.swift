/// How work is shared among threads.
///
/// The kernels give the same bytes for every cut, so the number of pieces may follow that of the
/// threads.
struct Pieces: Sendable {
    private let total: Int
    private let length: Int

    /// The strips of a batch: a piece is at most a block, whose activations stay in a core's cache
    /// from layer to layer.
    static func ofStrips(_ strips: Int, threads: Int) -> Pieces {
        Pieces(strips, length: min(quotient(strips, threads), stripsOfBlock))
    }

    /// The rows of a layer's weights: two pieces a thread, so that one which the system held up leaves
    /// some of its work to others.
    static func ofRows(_ rows: Int, threads: Int) -> Pieces {
        let even = quotient(rows, threads == 1 ? 1 : 2 * threads)
        return Pieces(rows, length: max(shortest, quantum * quotient(even, quantum)))
    }

    private static let stripsOfBlock = 4
    /// Pieces begin at multiples of this, which is what short tiles have.
    private static let quantum = 4
    /// Fewer rows are not worth waking a thread.
    private static let shortest = 16

    private init(_ total: Int, length: Int) {
        precondition(total > 0 && length > 0, "pieces of something")
        self.total = total
        self.length = length
    }

    var count: Int { Self.quotient(total, length) }

    subscript(index: Int) -> Range<Int> {
        index * length..<min((index + 1) * length, total)
    }

    /// Rounded up.
    private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
        (dividend + divisor - 1) / divisor
    }
}
