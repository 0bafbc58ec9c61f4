internal import PipelineLanguage

/// What must hold of each seed.
struct ConditionComponent {
    let terms: ClaimTerms

    func component(of measurements: [Measurement]) -> ClaimEvaluation.Component {
        let outcomes = measurements.map { $0.outcome(of: terms.conditions) }
        let truths = outcomes.map(\.truth)
        let verdict = terms.seeds.verdict(truths)
        let parts = ConditionLeaf.all(of: terms.conditions).enumerated().map { index, leaf in
            part(leaf, outcomes.map { $0.leaves[index] })
        }
        return ClaimEvaluation.Component(
            verdict: verdict, parts: parts, obstacles: obstacles(outcomes), seeds: truths)
    }

    /// Measurements of which the conditions must not hold.
    func control(
        _ name: String, _ measurements: [Measurement]
    ) -> ClaimEvaluation.Component {
        let outcomes = measurements.map { $0.outcome(of: terms.conditions) }
        let truths = outcomes.map(\.truth)
        let found = terms.seeds.verdict(truths)
        let verdict: Verdict =
            switch found {
            case .passed: .failed
            case .undetermined: .undetermined
            case .failed, .mixed: .passed
            }
        let holding = truths.count { $0 == .holds }
        let count = Double(holding)
        let part = ClaimFinding.Part(
            metric: "seeds of the control '\(name)' that pass",
            band: "< \(terms.seeds.passing.roundedUp(of: truths.count)) of \(truths.count)",
            verdict: verdict, seedsPassed: nil,
            spread: truths.isEmpty
                ? nil : ClaimFinding.Spread(median: count, low: count, high: count),
            margin: verdict == .passed ? 1 : -1)
        return ClaimEvaluation.Component(
            verdict: verdict, parts: [part], obstacles: obstacles(outcomes), seeds: nil)
    }

    /// Why the seeds may leave the verdict open.
    private func obstacles(_ outcomes: [ConditionOutcome]) -> [ClaimFinding.Obstacle] {
        let needed = terms.seeds.required(of: outcomes.count)
        if outcomes.count < needed { return [.tooFewSeeds(outcomes.count, needed: needed)] }
        return outcomes.flatMap(\.leaves).flatMap(\.gaps).map { .gap($0.description) }
    }

    private func part(
        _ leaf: ConditionLeaf, _ outcomes: [PredicateOutcome]
    ) -> ClaimFinding.Part {
        let limits = leaf.predicate.bounds.indices.map { index in
            outcomes.compactMap { $0.limits.indices.contains(index) ? $0.limits[index] : nil }
        }
        let bands = zip(leaf.predicate.bounds, limits).map { bound, values in
            bound.title(median: Statistics.median(values))
        }
        return ClaimFinding.Part(
            metric: leaf.title, band: bands.joined(separator: ", "),
            verdict: terms.seeds.verdict(outcomes.map(\.truth)),
            seedsPassed: outcomes.count { $0.truth == .holds },
            spread: ClaimFinding.Spread(outcomes.compactMap(\.value)),
            margin: Statistics.median(outcomes.map(\.margin)) ?? -.infinity)
    }
}

extension ClaimBound {
    /// `≤ 0.1`, `> cka_ceiling = 0.989`, `≤ 1.5 × train_mse = 0.0113`.
    ///
    /// - Parameter median: of the limit, over the seeds.
    func title(median: Double? = nil) -> String {
        switch limit {
        case .number(let number): return "\(relation.symbol) \(NumberText.short(number))"
        case .metric(let metric, let factor):
            let times = factor == 1 ? "" : "\(NumberText.short(factor)) × "
            let value = median.map { " = \(NumberText.short($0))" } ?? ""
            return "\(relation.symbol) \(times)\(metric)\(value)"
        }
    }
}
