internal import Collapse
internal import Figures
internal import Foundation
internal import StageCatalogue

/// `figure`: measurements → figure data → PDF, SVG and PNG.
enum FigureStage {
    static func run(_ context: StageContext) throws {
        let groups = try MeasurementGroup.groups(
            of: context.measurements(), by: context.parameters.optionalText("group_by"),
            titles: context.parameters.mapping("group_titles"))
        let figure = try figure(of: groups, context)
        try figure.json().write(to: URL(fileURLWithPath: context.output("data")))
        try writeTables(of: figure, to: context.output("panels"))
        let renderer = try GnuplotRenderer(
            searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
        for format in FigureFormat.allCases {
            context.progress.report(1, "drawing \(format.rawValue)")
            let drawing = try renderer.render(figure, as: format)
            try drawing.write(to: URL(fileURLWithPath: context.output(format.rawValue)))
        }
    }

    private static func figure(
        of groups: [MeasurementGroup], _ context: StageContext
    ) throws -> FigureData {
        let panels = try context.parameters.texts("panels").map { name in
            guard let panel = CollapsePanel(rawValue: name) else {
                throw StageError.unknownPanel(name)
            }
            return panel
        }
        var grid = groups.map { group in panels.map { group.panel($0) } }
        let arrangement: FigureArrangement = try context.parameters.choice("arrangement")
        if arrangement == .columns {
            grid = panels.indices.map { row in grid.map { $0[row] } }
        }
        return FigureData(
            name: try context.parameters.text("name"),
            title: try context.parameters.text("title"),
            profile: context.profile ?? "default",
            seeds: groups.map(\.measurements.count).max() ?? 0,
            notes: try context.parameters.texts("notes") + decayBudgetNote(groups),
            grid: grid)
    }

    /// The budget says whether decay can have caused a collapse at all, so it stands beside every
    /// result (paper, "Experiments").
    private static func decayBudgetNote(_ groups: [MeasurementGroup]) -> [String] {
        let budgets = groups.flatMap(\.measurements).compactMap(\.decayBudget)
        guard let lowest = budgets.min(), let highest = budgets.max() else { return [] }
        let range =
            lowest == highest
            ? ShortNumber.text(lowest)
            : "\(ShortNumber.text(lowest))–\(ShortNumber.text(highest))"
        return ["Decay budget B = Σ lr·wd/(1 − momentum) = \(range)."]
    }

    private static func writeTables(of figure: FigureData, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for panel in figure.panels {
            try ResultFile.write(panel.csv, to: "\(folder)/\(panel.name).csv")
        }
    }
}

extension StageError {
    fileprivate static func unknownPanel(_ name: String) -> StageError {
        StageError(
            description: """
                there is no panel '\(name)': install nrc-pipe and nrc-pipe-worker together
                """)
    }
}
