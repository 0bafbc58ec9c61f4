internal import PipelineLanguage

/// The median of one arm beside that of another.
struct ComparisonComponent {
    let comparison: ClaimComparison
    /// Seeds that each arm must have.
    let needed: Int

    private typealias Spread = ClaimFinding.Spread

    /// - Parameter arms: the measurements of each arm of the claim.
    func component(of arms: [String: [Measurement]]) -> ClaimEvaluation.Component {
        var obstacles: [ClaimFinding.Obstacle] = []
        let own = spread(of: arms[comparison.arm] ?? [], obstacles: &obstacles)
        let others = comparison.others.compactMap { name in
            spread(of: arms[name] ?? [], obstacles: &obstacles)
        }
        let other: Spread? =
            switch comparison.choice {
            case .least: others.min { $0.median < $1.median }
            case .greatest: others.max { $0.median < $1.median }
            }
        var result: Spread?
        if obstacles.isEmpty, let own, let other {
            result = compared(own, other)
            if result == nil { obstacles.append(.gap(Gap.undefined(title).description)) }
        }
        let verdict = result.map { self.verdict($0.median) } ?? .undetermined
        let margins = comparison.bounds.map { bound -> Double in
            guard case .number(let limit) = bound.limit, let result else { return -.infinity }
            return bound.relation.margin(result.median, limit)
        }
        let part = ClaimFinding.Part(
            metric: title, band: band, verdict: verdict, seedsPassed: nil, spread: result,
            margin: margins.min() ?? -.infinity)
        return ClaimEvaluation.Component(
            verdict: verdict, parts: [part], obstacles: obstacles, seeds: nil)
    }

    private func spread(
        of measurements: [Measurement], obstacles: inout [ClaimFinding.Obstacle]
    ) -> Spread? {
        guard measurements.count >= needed else {
            obstacles.append(.tooFewSeeds(measurements.count, needed: needed))
            return nil
        }
        var values: [Double] = []
        for measurement in measurements {
            switch measurement.reading(of: comparison.quantity) {
            case .number(let number): values.append(number)
            case .gap(let gap): obstacles.append(.gap(gap.description))
            }
        }
        return Spread(values)
    }

    /// The medians compared, with the range over all pairs of seeds; `nil` for a ratio to zero.
    private func compared(_ own: Spread, _ other: Spread) -> Spread? {
        let ends = [own.low, own.high].flatMap { left in
            [other.low, other.high].map { comparison.operation.applied(left, $0) }
        }
        let median = comparison.operation.applied(own.median, other.median)
        guard median.isFinite else { return nil }
        let spansZero = other.low <= 0 && other.high >= 0
        guard let low = ends.min(), let high = ends.max(), low.isFinite, high.isFinite,
            comparison.operation == .minus || !spansZero
        else { return Spread(median: median, low: median, high: median) }
        return Spread(median: median, low: low, high: high)
    }

    private func verdict(_ value: Double) -> Verdict {
        let holds = comparison.bounds.allSatisfy { bound in
            guard case .number(let limit) = bound.limit else { return false }
            return bound.relation.holds(value, limit)
        }
        if holds { return .passed }
        if comparison.failsBelow == nil, comparison.failsAbove == nil { return .failed }
        if let limit = comparison.failsBelow, value < limit { return .failed }
        if let limit = comparison.failsAbove, value > limit { return .failed }
        return .mixed
    }

    private var title: String {
        let choice =
            comparison.others.count > 1
            ? (comparison.choice == .least ? "the least of " : "the greatest of ") : ""
        let others = choice + comparison.others.joined(separator: ", ")
        return "\(comparison.quantity.title): \(comparison.arm) \(comparison.operation.symbol)"
            + " \(others)"
    }

    private var band: String {
        var parts = comparison.bounds.map { $0.title() }
        if let limit = comparison.failsBelow { parts.append("fails < \(NumberText.short(limit))") }
        if let limit = comparison.failsAbove { parts.append("fails > \(NumberText.short(limit))") }
        return parts.joined(separator: ", ")
    }
}
