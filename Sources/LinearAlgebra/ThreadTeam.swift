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
        precondition(pieces <= NRC_TEAM_MOST_PIECES, "too many pieces")
        withoutActuallyEscaping(work) { work in
            var task = Task(work: work)
            unsafe withUnsafeMutablePointer(to: &task) { task in
                unsafe nrc_team_run(
                    team, pieces,
                    { context, piece in
                        guard let task = unsafe context?.assumingMemoryBound(to: Task.self)
                        else { return }
                        unsafe task.pointee.work(piece)
                    }, task)
            }
        }
    }

    private struct Task {
        let work: @Sendable (Int) -> Void
    }
}
