internal import Collapse
internal import Figures
internal import PipelineLanguage
internal import StageCatalogue

/// `figure.trajectory`: trajectories → figure data → PDF, SVG and PNG.
enum TrajectoryFigureStage {
    static func run(_ context: StageContext) throws { try context.draw(figure(context)) }

    /// Everything that is drawn.
    static func figure(_ context: StageContext) throws -> FigureData {
        let parameters = context.parameters
        let groups = try TrajectoryGroup.groups(
            of: context.trajectories(), by: parameters.optionalText("group_by"),
            titles: parameters.mapping("group_titles"))
        let epochs: EpochAxis = try parameters.choice("epochs")
        let standIn = try parameters.optionalText(StageGraph.standInParameter) ?? ""
        let columns = try parameters.integer("columns")
        let kinds = try panels(parameters.texts("panels"))
        let grid = kinds.flatMap { kind in
            rows(
                groups.map { $0.panel(kind, epochs: epochs, isOnlyKind: kinds.count == 1) },
                columns: columns)
        }
        return FigureData(
            name: try parameters.text("name"), title: try parameters.text("title"),
            profile: context.profile ?? "default", standIn: standIn.isEmpty ? nil : standIn,
            notes: notes(groups) + (try parameters.texts("notes")), grid: grid)
    }

    private static func panels(_ names: [String]) throws -> [TrajectoryPanel] {
        let panels = names.compactMap(TrajectoryPanel.init)
        guard panels.count == names.count else { throw StageError.unknownPanel(names) }
        guard Set(panels).count == panels.count else { throw StageError.repeatedPanel(names[0]) }
        return panels
    }

    private static func rows(_ panels: [Panel], columns: Int) -> [[Panel?]] {
        stride(from: 0, to: panels.count, by: columns).map { start in
            Array(panels[start..<min(start + columns, panels.count)])
        }
    }

    private static func notes(_ groups: [TrajectoryGroup]) -> [String] {
        func entries(_ text: (TrajectoryGroup) -> String?) -> [TrainingFacts.Entry] {
            groups.compactMap { group in text(group).map { (group.title, $0) } }
        }
        let parts = TrainingFacts.list(entries(\.samplePart))
        let budgets = TrainingFacts.list(entries(\.decayBudget))
        let data = groups.flatMap(\.trajectories).compactMap(\.data).withoutRepeats
        return [onsetNote]
            + TrainingFacts.notes(
                samples: entries { "\($0.trajectories[0].trainingSamples)" },
                epochs: entries(\.lastEpoch))
            + (parts.isEmpty ? [] : ["Training samples that were measured: \(parts)."])
            + ["\(TrainingFacts.decayBudgetSymbol): \(budgets)."]
            + (data.isEmpty ? [] : ["Data: \(data.joined(separator: "; "))."])
    }

    private static let onsetNote = """
        Onset: the first checkpoint from which on NRC1–NRC4 hold in the last and a hidden layer. \
        Both lines are medians over the seeds that have an onset, settling over all where none has \
        one; what the seeds show one by one stands above.
        """
}

extension StageError {
    fileprivate static func unknownPanel(_ names: [String]) -> StageError {
        StageError(
            description: """
                there is a panel that this worker doesn't know among \(names): install nrc-pipe and \
                nrc-pipe-worker together
                """)
    }

    fileprivate static func repeatedPanel(_ name: String) -> StageError {
        StageError(description: "'panels' lists '\(name)' twice; list each panel once")
    }
}
