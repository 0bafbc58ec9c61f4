internal import LinearAlgebra

/// A batch's work, put together once: phases one after the other, the pieces of a phase in any order
/// and on any thread, the operations of a piece one after the other.
///
/// What a piece does depends on the batch's size alone, never on the number of threads, so neither
/// do the bytes.
struct Program: Sendable {
    typealias Operation = @Sendable () -> Void
    typealias Piece = [Operation]

    private var phases: [[Piece]] = []

    /// - Parameter goOn: asked before every phase.
    /// - Returns: whether it came to its end.
    @discardableResult
    func run(_ team: ThreadTeam, while goOn: () -> Bool = { true }) -> Bool {
        for phase in phases {
            guard goOn() else { return false }
            team.perform(pieces: phase.count) { index in
                for operation in phase[index] { operation() }
            }
        }
        return true
    }

    mutating func append(_ pieces: [Piece]) {
        let pieces = pieces.filter { !$0.isEmpty }
        if !pieces.isEmpty { phases.append(pieces) }
    }

    /// For what is too little to share, or needs all that was before.
    mutating func append(alone operation: @escaping Operation) { phases.append([[operation]]) }
}

/// How the pictures of a batch are shared out: into slices whose number depends on the batch alone.
struct Slices: Sendable {
    let ranges: [Range<Int>]

    /// As even as can be; the first ones are the longer ones.
    init(_ samples: Int, into count: Int) {
        precondition(samples > 0 && count > 0, "slices of something")
        let count = min(samples, count)
        ranges = (0..<count).map { index in
            let (length, longer) = samples.quotientAndRemainder(dividingBy: count)
            let start = index * length + min(index, longer)
            return start..<start + length + (index < longer ? 1 : 0)
        }
    }

    var count: Int { ranges.count }
}
