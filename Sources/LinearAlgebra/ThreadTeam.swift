internal import Kernels

/// A few threads that work on the pieces of one task at a time; the caller is one of them.
///
/// For one caller at a time. Which thread takes which piece is left to chance, so results may only
/// depend on the pieces themselves, never on the number of threads.
@safe package final class ThreadTeam {
    /// Nil for the caller alone.
    private let team: OpaquePointer?

    /// - Parameter threads: how many at most, the caller included; a team is smaller when the system
    ///   grants fewer, which costs time alone.
    package init(threads: Int) {
        precondition(threads > 0, "a team has at least the caller")
        unsafe team = threads > 1 ? nrc_team_create(threads) : nil
    }

    deinit {
        if let team = unsafe team { unsafe nrc_team_destroy(team) }
    }

    package var threads: Int {
        guard let team = unsafe team else { return 1 }
        return unsafe nrc_team_threads(team)
    }

    /// Calls `work` once for each of `0..<pieces`, and returns when all are done.
    package func perform(pieces: Int, _ work: @Sendable (Int) -> Void) {
        guard let team = unsafe team, pieces > 1 else {
            for piece in 0..<pieces { work(piece) }
            return
        }
        let most = Int(NRC_TEAM_MOST_PIECES)
        for first in stride(from: 0, to: pieces, by: most) {
            unsafe Self.run(team, first..<min(first + most, pieces), work)
        }
    }

    /// One round; a team takes no more than `NRC_TEAM_MOST_PIECES` at a time.
    private static func run(
        _ team: OpaquePointer, _ pieces: Range<Int>, _ work: @Sendable (Int) -> Void
    ) {
        withoutActuallyEscaping(work) { work in
            var task = Task(first: pieces.lowerBound, work: work)
            unsafe withUnsafeMutablePointer(to: &task) { task in
                unsafe nrc_team_run(
                    team, pieces.count,
                    { context, piece in
                        guard let task = unsafe context?.assumingMemoryBound(to: Task.self)
                        else { return }
                        unsafe task.pointee.work(task.pointee.first + piece)
                    }, task)
            }
        }
    }

    private struct Task {
        let first: Int
        let work: @Sendable (Int) -> Void
    }
}
