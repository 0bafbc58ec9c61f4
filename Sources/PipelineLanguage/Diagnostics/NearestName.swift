/// Finds the name that somebody who mistyped one probably meant.
package enum NearestName {
    /// More candidates than this are not looked at: the search runs once per diagnostic.
    private static let candidateLimit = 2000

    /// The candidate with the smallest edit distance to `name`, the first of equals; `nil` when
    /// none is within a third of the length, rounded. One or two characters are near to everything.
    package static func of(_ name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.utf8)
        guard (3...100).contains(wanted.count) else { return nil }
        let allowed = (wanted.count + 1) / 3
        var best: (distance: Int, name: String)?
        for candidate in candidates.prefix(candidateLimit) where candidate != name {
            let bytes = Array(candidate.utf8)
            let limit = min(allowed, (best?.distance ?? allowed + 1) - 1)
            guard limit >= 0, abs(bytes.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, bytes)
            if distance <= limit { best = (distance, candidate) }
        }
        return best?.name
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other
    /// (optimal string alignment).
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = previous
        for i in left.indices {
            current[0] = i + 1
            for j in right.indices {
                let substitution = previous[j] + (left[i] == right[j] ? 0 : 1)
                current[j + 1] = min(substitution, previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
                }
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[right.count]
    }
}
