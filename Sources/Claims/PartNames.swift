/// Names by which a reference finds the parts of a claim again.
enum PartNames {
    /// The parts with a number behind names that were there before.
    static func distinct(_ parts: [ClaimFinding.Part]) -> [ClaimFinding.Part] {
        var counts: [String: Int] = [:]
        return parts.map { part in
            var part = part
            let count = counts[part.metric, default: 0] + 1
            counts[part.metric] = count
            if count > 1 { part.metric += " (\(count))" }
            return part
        }
    }
}
