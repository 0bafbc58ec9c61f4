package import PipelineLanguage

/// What there is of a measurement.
package enum MeasurementState: Sendable {
    case measured(Measurement)
    /// Its stage would run.
    case notFresh
    case unusable(String)
}

/// Judges claims by measurements.
package struct ClaimEvaluation {
    private let claim: Claim

    private var terms: ClaimTerms { claim.terms }

    /// What one of the claim's parts came to.
    struct Component {
        var verdict: Verdict
        var parts: [ClaimFinding.Part]
        var obstacles: [ClaimFinding.Obstacle] = []
        /// Whether it holds, seed by seed; `nil` where it is no matter of seeds.
        var seeds: [Truth]?
    }

    /// - Parameters:
    ///   - graph: what the claim's stages are called, and made from.
    ///   - state: what there is of a measurement of the claim.
    package static func finding(
        of claim: Claim, in graph: StageGraph, state: (Claim.Source) -> MeasurementState
    ) -> ClaimFinding {
        var measurements: [Claim.Source: Measurement] = [:]
        var stale: [String] = []
        var obstacles: [ClaimFinding.Obstacle] = []
        for source in claim.sources {
            let stage = graph[source.stage].name
            switch state(source) {
            case .measured(let measurement): measurements[source] = measurement
            case .notFresh: stale.append(stage)
            case .unusable(let reason): obstacles.append(.unusable(stage: stage, reason: reason))
            }
        }
        if !stale.isEmpty { obstacles.insert(.notFresh(stale), at: 0) }
        let standIns = Set(claim.sources.flatMap { graph[$0.stage].standIns }).sorted()
        if !standIns.isEmpty { obstacles.append(.standIn(standIns)) }
        let evaluation = ClaimEvaluation(claim: claim)
        guard measurements.count == claim.sources.count else {
            return evaluation.undetermined(obstacles)
        }
        var finding = evaluation.finding { sources in sources.compactMap { measurements[$0] } }
        finding.data = Set(claim.sources.compactMap { measurements[$0]?.data }).sorted()
        if !obstacles.isEmpty {
            // What stands in for data proves nothing of the data, whatever it shows.
            finding.verdict = .undetermined
            finding.obstacles = obstacles + finding.obstacles
        }
        return finding
    }

    private func undetermined(_ obstacles: [ClaimFinding.Obstacle]) -> ClaimFinding {
        ClaimFinding(
            claim: claim.name, statement: claim.statement, verdict: .undetermined,
            seeds: claim.measurements.count, seedsPassed: nil, seedsExcluded: 0, parts: [],
            deciding: nil, obstacles: obstacles)
    }

    // MARK: Judging

    private func finding(_ read: ([Claim.Source]) -> [Measurement]) -> ClaimFinding {
        let all = read(claim.measurements)
        let counted = counted(all)
        var components: [Component] = []
        if !terms.conditions.isEmpty {
            components.append(ConditionComponent(terms: terms).component(of: counted))
        }
        for trend in terms.trends {
            components += TrendComponent(trend: trend, seeds: terms.seeds).components(of: counted)
        }
        let arms = Dictionary(
            claim.arms.map { ($0.name, self.counted(read($0.sources))) },
            uniquingKeysWith: { first, _ in first })
        for comparison in terms.comparisons {
            components.append(
                ComparisonComponent(comparison: comparison, needed: terms.seeds.neededByMedians)
                    .component(of: arms))
        }
        for control in claim.controls {
            components.append(
                ConditionComponent(terms: terms).control(
                    control.name, self.counted(read(control.sources))))
        }
        return finding(components, counted: counted.count, all: all.count, arms: arms)
    }

    /// The measurements without those that the claim excludes.
    private func counted(_ measurements: [Measurement]) -> [Measurement] {
        measurements.filter { measurement in
            terms.exclusions.map { measurement.outcome(of: $0).truth }.disjunction != .holds
        }
    }

    private func finding(
        _ components: [Component], counted: Int, all: Int, arms: [String: [Measurement]]
    ) -> ClaimFinding {
        let verdict = Verdict.ofAll(components.map(\.verdict))
        let seeds = components.compactMap(\.seeds)
        let isAboutSeeds = !claim.measurements.isEmpty
        var obstacles: [ClaimFinding.Obstacle] = []
        if verdict == .undetermined {
            for obstacle in components.flatMap(\.obstacles) where !obstacles.contains(obstacle) {
                obstacles.append(obstacle)
            }
        }
        return ClaimFinding(
            claim: claim.name, statement: claim.statement, verdict: verdict,
            seeds: isAboutSeeds ? counted : arms.values.map(\.count).min() ?? 0,
            seedsPassed: isAboutSeeds
                ? (0..<counted).count { seed in
                    seeds.map { $0[seed] }.conjunction == .holds
                } : nil,
            seedsExcluded: all - counted,
            parts: PartNames.distinct(components.flatMap(\.parts)),
            deciding: Self.deciding(components, verdict), obstacles: obstacles)
    }

    /// Of the parts that came to the claim's own verdict, the one that the fewest seeds pass; of
    /// those, the one that is the least inside its band.
    private static func deciding(_ components: [Component], _ verdict: Verdict) -> Int? {
        var best: (index: Int, passed: Int, margin: Double)?
        var index = 0
        for component in components {
            for part in component.parts {
                defer { index += 1 }
                guard component.verdict == verdict else { continue }
                let passed = part.seedsPassed ?? (part.verdict == .passed ? .max : 0)
                if let best, (best.passed, best.margin) <= (passed, part.margin) { continue }
                best = (index, passed, part.margin)
            }
        }
        return best?.index
    }
}
