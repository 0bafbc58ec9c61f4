/// Everything a figure shows, as numbers: the content of `figN.data.json`.
package struct FigureData: Sendable, Equatable, Codable {
    /// The version of this format.
    package static let currentSchema = 2

    package private(set) var schema = Self.currentSchema
    /// The figure's name in the pipeline, for example `fig8`; its files are called after it.
    package var name: String
    package var title: String
    /// The profile the numbers come from; shown, so that a quick result never passes for another.
    package var profile: String
    /// What stands in for the paper's dataset, shown prominently; nil when the data are the
    /// paper's.
    package var standIn: String?
    /// Further lines for the foot of the figure.
    package var notes: [String]
    /// Rows of panels from the top; nil leaves a place empty, a short row is filled with nil.
    package var grid: [[Panel?]]
    /// Legends of their own for neighbouring columns, from the left; nil is one for all.
    package var legends: [LegendPart]?

    package init(
        name: String, title: String, profile: String, standIn: String? = nil,
        notes: [String] = [], grid: [[Panel?]], legends: [LegendPart]? = nil
    ) {
        self.name = name
        self.title = title
        self.profile = profile
        self.standIn = standIn
        self.notes = notes
        self.grid = grid
        self.legends = legends
    }

    /// Number of panels in the widest row.
    package var columns: Int { grid.map(\.count).max() ?? 0 }

    /// The panels in reading order.
    package var panels: [Panel] { grid.flatMap { $0.compactMap(\.self) } }
}

/// Columns whose curves mean the same, and therefore have one legend.
package struct LegendPart: Sendable, Equatable, Codable {
    /// Above the legend's entries.
    package var title: String
    /// How many columns of panels it stands below.
    package var columns: Int

    package init(title: String, columns: Int) {
        self.title = title
        self.columns = columns
    }
}
