/// Whether something holds, as far as is known (Kleene's three values).
enum Truth: Int, Sendable, Hashable, Comparable {
    case fails
    case unknown
    case holds

    init(_ isTrue: Bool) { self = isTrue ? .holds : .fails }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Sequence<Truth> {
    /// Whether all of them hold: true for none.
    var conjunction: Truth { self.min() ?? .holds }

    /// Whether one of them holds: false for none.
    var disjunction: Truth { self.max() ?? .fails }
}
