internal import Collapse
internal import Figures
internal import StageCatalogue

/// `figure`: measurements → figure data → PDF, SVG and PNG.
enum FigureStage {
    static func run(_ context: StageContext) throws { try context.draw(figure(context)) }

    /// Everything that is drawn.
    static func figure(_ context: StageContext) throws -> FigureData {
        let parameters = context.parameters
        let groupedBy = try parameters.optionalText("group_by")
        let overlay = try overlay(parameters)
        let groups = try MeasurementGroup.groups(
            of: context.measurements(), by: groupedBy, titles: parameters.mapping("group_titles"),
            overlay: overlay)
        let panels = try panels(parameters.texts("panels"), overlay)
        let grid = PanelGrid(
            groups, panels: panels, isGroupedByK: groupedBy == "k",
            arrangement: try parameters.choice("arrangement"))
        let standIn = try parameters.optionalText("stand_in") ?? ""
        return FigureData(
            name: try parameters.text("name"), title: try parameters.text("title"),
            profile: context.profile ?? "default", standIn: standIn.isEmpty ? nil : standIn,
            notes: grid.notes + MeasurementNotes(groups, panels: panels).lines
                + (try parameters.texts("notes")),
            grid: grid.rows)
    }

    private static func overlay(_ parameters: StageParameters) throws -> CurveOverlay? {
        guard let name = try parameters.optionalText("curves_by") else { return nil }
        return CurveOverlay(
            name: name, title: try parameters.optionalText("curves_title") ?? name,
            titles: try parameters.mapping("curve_titles"),
            colours: try parameters.choices("curve_colours"))
    }

    private static func panels(
        _ names: [String], _ overlay: CurveOverlay?
    ) throws -> [CollapsePanel] {
        var panels: [CollapsePanel] = []
        for name in names {
            guard let panel = CollapsePanel(rawValue: name) else {
                throw StageError.unknownPanel(name)
            }
            guard !panels.contains(panel) else { throw StageError.repeatedPanel(name) }
            if overlay == nil, panel == .loss { throw StageError.lossOfOne(name) }
            if overlay != nil, panel.hasSeveralQuantities {
                throw StageError.severalQuantities(name)
            }
            panels.append(panel)
        }
        return panels
    }
}

extension StageError {
    fileprivate static func unknownPanel(_ name: String) -> StageError {
        StageError(
            description: """
                there is no panel '\(name)': install nrc-pipe and nrc-pipe-worker together
                """)
    }

    fileprivate static func repeatedPanel(_ name: String) -> StageError {
        StageError(description: "'panels' lists '\(name)' twice; list each panel once")
    }

    fileprivate static func lossOfOne(_ name: String) -> StageError {
        StageError(
            description: """
                the panel '\(name)' has a place for each curve of the others; set 'curves_by', or \
                leave the panel out
                """)
    }

    fileprivate static func severalQuantities(_ name: String) -> StageError {
        StageError(
            description: """
                the panel '\(name)' shows two quantities, so that with 'curves_by' no curve could \
                be told; list the panels of the one and the other instead
                """)
    }
}
