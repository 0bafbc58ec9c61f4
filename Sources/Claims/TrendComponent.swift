internal import PipelineLanguage

/// Metrics that rise or fall with the layer.
struct TrendComponent {
    let trend: ClaimTrend
    let seeds: SeedRule

    /// One for each metric.
    func components(of measurements: [Measurement]) -> [ClaimEvaluation.Component] {
        trend.rising.map { component($0, sign: 1, measurements) }
            + trend.falling.map { component($0, sign: -1, measurements) }
    }

    private func component(
        _ metric: String, sign: Double, _ measurements: [Measurement]
    ) -> ClaimEvaluation.Component {
        var correlations: [Double] = []
        var truths: [Truth] = []
        var obstacles: [ClaimFinding.Obstacle] = []
        for measurement in measurements {
            switch measurement.correlation(of: metric, over: trend.layers) {
            case .number(let correlation):
                correlations.append(sign * correlation)
                truths.append(Truth(sign * correlation >= trend.passing))
            case .gap(let gap):
                truths.append(.unknown)
                obstacles.append(.gap(gap.description))
            }
        }
        let needed = seeds.neededByMedians
        if measurements.count < needed {
            obstacles = [.tooFewSeeds(measurements.count, needed: needed)]
        }
        let spread = ClaimFinding.Spread(correlations)
        let verdict = obstacles.isEmpty ? self.verdict(spread?.median) : .undetermined
        let part = ClaimFinding.Part(
            metric: "ρ of \(sign > 0 ? "rising" : "falling") \(metric) over \(trend.layers.title)",
            band: band, verdict: verdict, seedsPassed: truths.count { $0 == .holds },
            spread: spread,
            margin: spread.map { ClaimBound.Relation.atLeast.margin($0.median, trend.passing) }
                ?? -.infinity)
        return ClaimEvaluation.Component(
            verdict: verdict, parts: [part], obstacles: obstacles, seeds: truths)
    }

    private func verdict(_ median: Double?) -> Verdict {
        guard let median else { return .undetermined }
        if median >= trend.passing { return .passed }
        return median < trend.failing ?? trend.passing ? .failed : .mixed
    }

    private var band: String {
        let passing = "≥ \(NumberText.short(trend.passing))"
        return trend.failing.map { "\(passing), fails < \(NumberText.short($0))" } ?? passing
    }
}

extension Measurement {
    /// Spearman's correlation of a layer's number and its metric.
    func correlation(of metric: String, over selection: LayerSelection) -> Reading {
        guard let indices = selection.indices(of: layers.count), indices.count > 1 else {
            return .gap(.tooFewLayers(selection.title))
        }
        var values: [Double] = []
        for index in indices {
            switch reading(of: metric, inLayer: index) {
            case .number(let number): values.append(number)
            case .gap(let gap): return .gap(gap)
            }
        }
        guard let correlation = Statistics.spearman(indices.map(Double.init), values) else {
            return .gap(.noCorrelation(metric))
        }
        return .number(correlation)
    }
}
