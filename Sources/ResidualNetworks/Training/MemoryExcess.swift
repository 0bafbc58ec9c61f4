internal import Learning

/// A training that needs more memory than there is.
package struct MemoryExcess: Error, Equatable, Sendable, CustomStringConvertible {
    let plan: MemoryPlan
    let limit: MemoryLimit
    /// Pictures of the largest batch that fits.
    let batch: Int?
    /// The fewest parts of the batch that is asked for that fit.
    let parts: Int?

    package var description: String {
        let remedies = [
            batch.map { "a batch of \($0)" },
            parts.map { "'accumulate: \($0)', which computes a batch in \($0) parts," },
        ].compactMap(\.self)
        let remedy =
            remedies.isEmpty
            ? "no batch of such pictures fits"
            : remedies.joined(separator: ", or ") + " would fit"
        return "the training needs \(plan), but \(limit.complaint); \(remedy)"
    }
}
