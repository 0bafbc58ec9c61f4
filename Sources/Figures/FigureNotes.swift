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
        return lines + figure.notes
    }

    private static func provenance(_ figure: FigureData) -> String {
        let seeds =
            figure.seeds == 1
            ? "one seed" : "median over \(figure.seeds) seeds, shaded from lowest to highest"
        return "Profile \(figure.profile) · \(seeds)"
    }
}
