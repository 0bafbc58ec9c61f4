internal import Figures
internal import PipelineLanguage
internal import StageCatalogue

/// `figure.columns`: the data of figures → one figure of their panels → PDF, SVG and PNG.
enum FigureColumnsStage {
    /// In place of a panel's name, leaves its place empty.
    private static let gap = "none"

    static func run(_ context: StageContext) throws { try context.draw(figure(context)) }

    /// Everything that is drawn.
    static func figure(_ context: StageContext) throws -> FigureData {
        let parameters = context.parameters
        let columns = try columns(context)
        let grid = (0..<(columns.map(\.panels.count).max() ?? 0)).map { row in
            columns.map { $0.panels.indices.contains(row) ? $0.panels[row] : nil }
        }
        let standIn = try parameters.optionalText(StageGraph.standInParameter) ?? ""
        return FigureData(
            name: try parameters.text("name"), title: try parameters.text("title"),
            profile: context.profile ?? "default", standIn: standIn.isEmpty ? nil : standIn,
            notes: columns.flatMap(\.notes).withoutRepeats + (try parameters.texts("notes")),
            grid: grid, legends: legends(columns))
    }

    private struct Column {
        let title: String
        let panels: [Panel?]
        /// The figure's own, each with the title of the column.
        let notes: [String]
    }

    private static func columns(_ context: StageContext) throws -> [Column] {
        let figures = try context.figures()
        let names = try context.parameters.textLists("columns")
        let titles = try context.parameters.texts("column_titles")
        guard names.count == figures.count, titles.count == figures.count else {
            throw StageError.unequalColumns(names.count, titles.count, figures.count)
        }
        return try figures.indices.map { index in
            Column(
                title: titles[index],
                panels: try names[index].map {
                    try panel($0, of: figures[index], column: index, title: titles[index])
                },
                notes: figures[index].notes.map { "\(titles[index]): \($0)" })
        }
    }

    private static func panel(
        _ name: String, of figure: FigureData, column: Int, title: String
    ) throws -> Panel? {
        if name == gap { return nil }
        guard var panel = figure.panels.first(where: { $0.name == name }) else {
            throw StageError.noPanel(name, figure)
        }
        // The figures may have panels of one name, and a figure's may be there twice.
        panel.name = "\(column + 1)-\(name)"
        panel.subtitle = [title, panel.subtitle].filter { !$0.isEmpty }.joined(separator: ": ")
        return panel
    }

    /// One for neighbouring columns of the same title.
    private static func legends(_ columns: [Column]) -> [LegendPart] {
        var parts: [LegendPart] = []
        for column in columns {
            if let last = parts.indices.last, parts[last].title == column.title {
                parts[last].columns += 1
            } else {
                parts.append(LegendPart(title: column.title, columns: 1))
            }
        }
        return parts
    }
}

extension StageError {
    fileprivate static func unequalColumns(
        _ columns: Int, _ titles: Int, _ figures: Int
    ) -> StageError {
        StageError(
            description: """
                'columns' has \(columns) entries, 'column_titles' \(titles), the input 'figures' \
                \(figures); give one of each for every column
                """)
    }

    fileprivate static func noPanel(_ name: String, _ figure: FigureData) -> StageError {
        StageError(
            description: """
                the figure '\(figure.name)' has no panel '\(name)'; it has \
                \(figure.panels.map { "'\($0.name)'" }.joined(separator: ", "))
                """)
    }
}
