/// The lines at the foot of a figure: where the numbers come from and what the drawing leaves out.
enum FigureNotes {
    static func lines(_ figure: FigureData, _ plans: [PanelPlan]) -> [String] {
        var lines = [provenance(figure)]
        if plans.contains(where: \.hasMarkersAtEdge) {
            lines.append("▽ at a lower edge: zero or less, which a logarithmic axis can't show.")
        }
        let undrawn = plans.map(\.undrawnPoints).reduce(0, +)
        if undrawn > 0 {
            lines.append(
                "Not drawn: \(undrawn == 1 ? "one point" : "\(undrawn) points") at zero or less "
                    + "on a logarithmic horizontal axis.")
        }
        if plans.contains(where: { $0.curves.contains { $0.curvesInFront > 0 } }) {
            lines.append("Broad curves lie behind others that run where they do.")
        }
        return lines + partlyDefined(figure) + figure.notes
    }

    private static func provenance(_ figure: FigureData) -> String {
        let profile = "Profile \(figure.profile)"
        let counts = SeedCounts(figure.panels)
        guard let highest = counts.highest else { return profile }
        guard highest > 1 else { return "\(profile) · one seed" }
        return "\(profile) · median over \(counts.text), shaded from lowest to highest"
    }

    /// Where a curve's median is over fewer seeds than its panel has. A value that no seed defines
    /// leaves a gap, which speaks for itself.
    private static func partlyDefined(_ figure: FigureData) -> [String] {
        let places = figure.panels.flatMap { panel in
            panel.series.compactMap { series -> String? in
                let runs = runs(in: series.points) { point in
                    point.x.isFinite && point.seeds > 0
                        && point.seeds < series.seeds ?? panel.seeds
                }
                guard !runs.isEmpty else { return nil }
                let curve = [panel.title, panel.subtitle, series.label].filter { !$0.isEmpty }
                return "\(panel.xAxis.label) \(runs.joined(separator: ", ")) of "
                    + curve.joined(separator: ", ")
            }
        }
        guard !places.isEmpty else { return [] }
        return [
            "Where a value is undefined for some seeds, the median is over the others "
                + "(\(places.joined(separator: "; ")))."
        ]
    }

    /// The places of neighbouring points that match, as `2` or `5–7`.
    private static func runs(in points: [Point], where matches: (Point) -> Bool) -> [String] {
        points.split { !matches($0) }.compactMap { run in
            guard let first = run.first, let last = run.last else { return nil }
            return run.count == 1 ? text(first.x) : "\(text(first.x))–\(text(last.x))"
        }
    }

    /// Whole numbers, such as layers, without decimals.
    private static func text(_ x: Double) -> String {
        Int(exactly: x).map(String.init) ?? "\(x)"
    }
}
