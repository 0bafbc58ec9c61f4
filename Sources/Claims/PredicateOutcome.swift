internal import PipelineLanguage

/// What became of a predicate in one place of one measurement.
struct PredicateOutcome: Sendable {
    var truth: Truth
    /// `nil` where there is none.
    var value: Double?
    /// The limits' values, in the order of the predicate's bounds; `nil` where unknown.
    var limits: [Double?] = []
    /// How far inside the nearest limit the value is, relative to the limit: negative outside.
    var margin = -Double.infinity
    var gaps: [Gap] = []
}

extension Measurement {
    /// - Parameter layer: an index of `layers`; `nil` for the whole measurement.
    func outcome(of predicate: ClaimPredicate, inLayer layer: Int? = nil) -> PredicateOutcome {
        let value: Double
        switch reading(of: predicate.quantity, inLayer: layer) {
        case .number(let number): value = number
        case .gap(.undefined) where predicate.undefinedFails:
            return PredicateOutcome(truth: .fails)
        case .gap(let gap): return PredicateOutcome(truth: .unknown, gaps: [gap])
        }
        var outcome = PredicateOutcome(truth: .holds, value: value, margin: .infinity)
        for bound in predicate.bounds {
            switch limit(bound.limit, inLayer: layer) {
            case .number(let limit):
                outcome.truth = min(outcome.truth, Truth(bound.relation.holds(value, limit)))
                outcome.limits.append(limit)
                outcome.margin = min(outcome.margin, bound.relation.margin(value, limit))
            case .gap(let gap):
                outcome.truth = min(outcome.truth, .unknown)
                outcome.limits.append(nil)
                outcome.gaps.append(gap)
            }
        }
        return outcome
    }

    private func limit(_ limit: ClaimBound.Limit, inLayer layer: Int?) -> Reading {
        switch limit {
        case .number(let number): return .number(number)
        case .metric(let metric, let factor):
            guard case .number(let number) = reading(of: metric, inLayer: layer) else {
                return reading(of: metric, inLayer: layer)
            }
            return .number(number * factor)
        }
    }
}

extension ClaimBound.Relation {
    func holds(_ value: Double, _ limit: Double) -> Bool {
        switch self {
        case .atLeast: value >= limit
        case .atMost: value <= limit
        case .above: value > limit
        case .below: value < limit
        }
    }

    /// The distance from the limit, positive on the right side, relative to the larger of both.
    func margin(_ value: Double, _ limit: Double) -> Double {
        let scale = max(abs(value), abs(limit))
        guard scale > 0 else { return 0 }
        switch self {
        case .atLeast, .above: return (value - limit) / scale
        case .atMost, .below: return (limit - value) / scale
        }
    }

    var symbol: String {
        switch self {
        case .atLeast: "≥"
        case .atMost: "≤"
        case .above: ">"
        case .below: "<"
        }
    }
}
