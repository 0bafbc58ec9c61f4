/// The ranges that a product's columns or rows are cut into, so that several threads can compute it.
///
/// They depend on the shape alone, never on the threads: BLAS may give other bytes for other shapes.
/// Each piece makes BLAS pack the other factor once more (measured at 512 columns: halves cost 3 %,
/// quarters 8 %), so there are no more than two threads need.
struct Pieces: Sendable {
    /// Less than this stays in one piece.
    private static let shortestCut = 64
    /// Pieces begin at multiples of two vectors.
    private static let quantum = 32

    private let total: Int
    private let length: Int

    /// Of a layer's outputs, which are all there is to do at a time: an even number keeps two threads
    /// equally busy.
    static func ofOutputs(_ columns: Int) -> Pieces {
        Pieces(columns, count: columns < shortestCut ? 1 : 2 * quotient(columns, 512))
    }

    /// Of the gradients of inputs or weights: those of one layer are computed beside those of the
    /// next, so that even uncut ones keep two threads busy.
    static func ofGradients(_ columnsOrRows: Int) -> Pieces {
        Pieces(columnsOrRows, count: quotient(columnsOrRows, 512))
    }

    /// About so many of equal length.
    private init(_ total: Int, count: Int) {
        self.total = total
        length =
            count == 1
            ? total
            : Self.quantum * Self.quotient(Self.quotient(total, count), Self.quantum)
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
