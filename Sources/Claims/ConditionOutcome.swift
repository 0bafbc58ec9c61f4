internal import PipelineLanguage

/// What became of a list of conditions in one measurement.
struct ConditionOutcome: Sendable {
    var truth: Truth
    /// One for each leaf, in the order of `ConditionLeaf.all`.
    var leaves: [PredicateOutcome]
}

/// One predicate of one condition, in one of its places.
struct ConditionLeaf: Sendable {
    var predicate: ClaimPredicate
    /// `nil` for the whole measurement.
    var place: LayerPlace?

    var title: String {
        predicate.quantity.title + (place.map { " \($0.title)" } ?? "")
    }

    static func all(of conditions: [ClaimCondition]) -> [ConditionLeaf] {
        conditions.flatMap { condition in
            switch condition {
            case .measurement(let predicate): [ConditionLeaf(predicate: predicate)]
            case .layers(let places, let predicates):
                places.flatMap { place in
                    predicates.map { ConditionLeaf(predicate: $0, place: place) }
                }
            }
        }
    }
}

extension Measurement {
    /// Whether all conditions hold.
    func outcome(of conditions: [ClaimCondition]) -> ConditionOutcome {
        let parts = conditions.map(outcome)
        return ConditionOutcome(
            truth: parts.map(\.truth).conjunction, leaves: parts.flatMap(\.leaves))
    }

    func outcome(of condition: ClaimCondition) -> ConditionOutcome {
        switch condition {
        case .measurement(let predicate):
            let outcome = outcome(of: predicate)
            return ConditionOutcome(truth: outcome.truth, leaves: [outcome])
        case .layers(let places, let predicates):
            let parts = places.map { outcome(of: predicates, in: $0) }
            return ConditionOutcome(
                truth: parts.map(\.truth).conjunction, leaves: parts.flatMap(\.leaves))
        }
    }

    /// Of the layers, sorted from the best to the worst, the one on which the place depends: the
    /// n-th where n have to hold, and the worst where all have to.
    private func outcome(
        of predicates: [ClaimPredicate], in place: LayerPlace
    ) -> ConditionOutcome {
        let indices = place.layers.indices(of: layers.count) ?? []
        let needed = place.atLeast ?? indices.count
        guard !indices.isEmpty, needed <= indices.count else {
            let gap = Gap.tooFewLayers(place.wanted)
            let leaf = PredicateOutcome(truth: .unknown, gaps: [gap])
            return ConditionOutcome(truth: .unknown, leaves: predicates.map { _ in leaf })
        }
        let layers = indices.map { index in
            let leaves = predicates.map { outcome(of: $0, inLayer: index) }
            return ConditionOutcome(truth: leaves.map(\.truth).conjunction, leaves: leaves)
        }
        return layers.sorted { $0.isBetter(than: $1) }[needed - 1]
    }
}

extension ConditionOutcome {
    /// By what holds, then by how many predicates hold, then by the smallest margin.
    fileprivate func isBetter(than other: Self) -> Bool {
        if truth != other.truth { return truth > other.truth }
        let (count, otherCount) = (holdingCount, other.holdingCount)
        if count != otherCount { return count > otherCount }
        return smallestMargin > other.smallestMargin
    }

    private var holdingCount: Int { leaves.count { $0.truth == .holds } }

    private var smallestMargin: Double { leaves.map(\.margin).min() ?? .infinity }
}
