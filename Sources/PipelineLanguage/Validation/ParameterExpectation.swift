extension ParameterType {
    /// What a value of this type has to be, in words that follow `expected`.
    package var expectation: String {
        switch self {
        case .integer(let range): "a whole number" + Self.bounds(range)
        case .real(let range): "a number" + Self.bounds(range)
        case .text: "text"
        case .boolean: "true or false"
        case .choice(let choices): "one of: " + Diagnostic.listed(choices)
        case .list(let element, let count): "a list of" + Self.counted(count) + element.plural
        case .mapping(let element): "a mapping whose values are each \(element.expectation)"
        }
    }

    private var plural: String {
        switch self {
        case .integer(let range): " whole numbers" + Self.bounds(range)
        case .real(let range): " numbers" + Self.bounds(range)
        case .text: " texts"
        default: " items, each \(expectation)"
        }
    }

    private static func bounds(_ range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): ""
        case (let low, .max): " of at least \(low)"
        case (.min, let high): " of at most \(high)"
        case (let low, let high): " from \(low) to \(high)"
        }
    }

    private static func bounds(_ range: RealRange) -> String {
        let largest = Double.greatestFiniteMagnitude
        let low = ParameterValue.real(range.lowest)
        let high = ParameterValue.real(range.highest)
        let above = range.excludesLowest ? " above \(low)" : " of at least \(low)"
        switch (range.lowest, range.highest) {
        case (-largest, largest): return ""
        case (_, largest): return above
        case (-largest, _): return " of at most \(high)"
        default:
            return range.excludesLowest
                ? " above \(low) and at most \(high)" : " from \(low) to \(high)"
        }
    }

    /// Of a list: how many items.
    private static func counted(_ count: ClosedRange<Int>) -> String {
        switch (count.lowerBound, count.upperBound) {
        case (0, .max): ""
        case (let low, .max): " at least \(low)"
        case (0, let high): " at most \(high)"
        case (let low, let high) where low == high: " \(low)"
        case (let low, let high): " \(low) to \(high)"
        }
    }
}
