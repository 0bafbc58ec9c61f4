/// Names that someone may have meant.
enum NearestNames {
    /// At most `limit` of `candidates` that a few edits turn into `name`, nearest first.
    static func of(_ name: String, among candidates: some Sequence<String>, limit: Int = 3)
        -> [String]
    {
        let wanted = Array(name.unicodeScalars)
        let most = max(1, wanted.count / 3)
        return Set(candidates)
            .map { (name: $0, distance: distance(wanted, Array($0.unicodeScalars))) }
            .filter { $0.distance <= most || $0.name.hasPrefix(name) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(limit).map(\.name)
    }

    /// Insertions, deletions and substitutions between two texts (Levenshtein).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (index, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let substituted = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
