internal import Figures
internal import StageCatalogue

/// The panels of all groups on the page.
///
/// A group is a row (or a column) of panels. When the groups differ in nothing but k, a panel that
/// does not depend on k would be the same in each; it is drawn once, in further columns (or rows)
/// beside the groups' own panels.
struct PanelGrid {
    /// Rows from the top; short ones end early.
    let rows: [[Panel?]]
    /// What the foot of the figure must say of the panels that stand for all groups.
    let notes: [String]

    /// - Parameters:
    ///   - groups: at least one.
    ///   - isGroupedByK: whether the groups' values are their k.
    init(
        _ groups: [MeasurementGroup], panels: [CollapsePanel], isGroupedByK: Bool,
        arrangement: FigureArrangement
    ) {
        let collapsed = groups.map(\.firstCollapsedLayer)
        let agree = collapsed.allSatisfy { $0 == collapsed[0] }
        var own: [CollapsePanel] = []
        var shared: [Panel] = []
        for panel in panels {
            let copies = groups.map {
                $0.sharedPanel(panel, firstCollapsedLayer: agree ? collapsed[0] : nil)
            }
            // Groups of different models differ even in what does not depend on k.
            if isGroupedByK, groups.count > 1, !panel.dependsOnK,
                copies.allSatisfy({ $0 == copies[0] })
            {
                shared.append(copies[0])
            } else {
                own.append(panel)
            }
        }
        rows = Self.rows(
            own: groups.map { group in own.map { group.panel($0) } }, shared: shared, arrangement)
        notes = shared.isEmpty ? [] : [agree ? Self.sharedNote : Self.sharedNoteWithoutLine]
    }

    /// - Parameter own: the panels of each group.
    private static func rows(
        own: [[Panel]], shared: [Panel], _ arrangement: FigureArrangement
    ) -> [[Panel?]] {
        let rows: [[Panel]]
        switch arrangement {
        case .rows:
            let columns = (shared.count + own.count - 1) / own.count
            rows = own.enumerated().map { index, panels in
                panels + shared.dropFirst(index * columns).prefix(columns)
            }
        case .columns:
            let ownRows = own[0].indices.map { row in own.map { $0[row] } }
            let sharedRows = stride(from: 0, to: shared.count, by: own.count).map { start in
                Array(shared.dropFirst(start).prefix(own.count))
            }
            rows = ownRows + sharedRows
        }
        return rows.filter { !$0.isEmpty }
    }

    private static let sharedNote = "Panels drawn once do not depend on k."
    private static let sharedNoteWithoutLine = """
        Panels drawn once do not depend on k; the first collapsed layer does, and is left out of \
        them.
        """
}
