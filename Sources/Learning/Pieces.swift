/// How the columns or rows of a product are cut, so that several threads can compute it.
///
/// The cut depends on their number alone, never on the threads: BLAS may give other bytes for other
/// shapes. An even number of pieces of at most 256 keeps two threads equally busy; each piece makes
/// BLAS pack the other factor once more (measured at 512 columns: halves cost 3 %, quarters 8 %).
struct Pieces: Sendable {
    /// Less than this stays in one piece.
    private static let shortestCut = 64
    private static let longest = 256
    /// Pieces begin at multiples of two vectors.
    private static let quantum = 32

    private let total: Int
    private let length: Int

    /// - Parameter total: the columns or rows, at least one.
    init(_ total: Int) {
        self.total = total
        guard total >= Self.shortestCut else {
            length = total
            return
        }
        let wanted = 2 * Self.quotient(total, 2 * Self.longest)
        length = Self.quantum * Self.quotient(Self.quotient(total, wanted), Self.quantum)
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
