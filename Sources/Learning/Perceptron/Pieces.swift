/// How rows or columns are shared among threads.
///
/// The kernels give the same bytes for every cut, so the number of pieces may follow that of the
/// threads: two each, that a thread which the system held up leaves some of its work to others.
struct Pieces: Sendable {
    /// Pieces begin at multiples of this, which is what short tiles have.
    private static let quantum = 4
    /// Less is not worth waking a thread.
    private static let shortest = 16

    private let total: Int
    private let length: Int

    /// - Parameters:
    ///   - total: the columns or rows, at least one.
    ///   - threads: that will take them, at least one.
    init(_ total: Int, threads: Int) {
        precondition(total > 0 && threads > 0, "pieces of something, for somebody")
        self.total = total
        let wanted = threads == 1 ? 1 : 2 * threads
        let even = Self.quotient(total, wanted)
        length = max(Self.shortest, Self.quantum * Self.quotient(even, Self.quantum))
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
