/// Where two texts differ, for messages: of long or several lines only the first that is not the
/// same, and of a long line only what is near the difference.
struct TextDifference {
    private static let longest = 60
    /// Characters before the difference that are shown.
    private static let context = 15

    let from: String
    let to: String
    /// Counted from 1; `nil` where both are one line.
    let line: Int?

    init(_ from: String, _ to: String) {
        let old = from.split(separator: "\n", omittingEmptySubsequences: false)
        let new = to.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(old, new).prefix { $0 == $1 }.count
        let isOneLine = old.count == 1 && new.count == 1
        line = isOneLine ? nil : same + 1
        let (left, right) = (same < old.count ? old[same] : "", same < new.count ? new[same] : "")
        guard left.count > Self.longest || right.count > Self.longest else {
            (self.from, self.to) = (String(left), String(right))
            return
        }
        let start = max(0, zip(left, right).prefix { $0 == $1 }.count - Self.context)
        self.from = Self.window(left, from: start)
        self.to = Self.window(right, from: start)
    }

    private static func window(_ text: Substring, from start: Int) -> String {
        let rest = text.dropFirst(start)
        return (start > 0 ? "…" : "") + rest.prefix(longest) + (rest.count > longest ? "…" : "")
    }

    /// `line 3: a → b`
    var description: String { (line.map { "line \($0): " } ?? "") + "\(from) → \(to)" }
}
