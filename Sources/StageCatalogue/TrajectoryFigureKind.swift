package import PipelineLanguage

/// What a panel shows over the epochs.
package enum TrajectoryPanel: String, CaseIterable, Sendable {
    /// Train and test error.
    case loss
    /// NRC1–NRC3 in the last layer.
    case lastLayer = "last_layer"
}

/// How epochs are laid out.
package enum EpochAxis: String, CaseIterable, Sendable {
    /// From epoch 1 on.
    case logarithmic
    case linear
}

extension StageKind {
    /// Curves over the epochs of trainings (paper, figure 5).
    package static let trajectoryFigure = StageKind(
        name: "figure.trajectory",
        revision: 3,
        summary: """
            Draws loss and collapse over the epochs of trainings, median and range over seeds, as \
            PDF, SVG and PNG, with the figure's data beside them. A green line marks the epoch at \
            which collapse sets in, the median over the seeds in which it does, a grey one the \
            epoch at which the loss has settled, over the same seeds or, where none collapses, all. \
            Above each panel stands in how many seeds the one comes before the other.
            """,
        parameters: [
            .figureName, .figureTitle,
            ParameterSpecification(
                "panels",
                .list(of: .choice(TrajectoryPanel.allCases.map(\.rawValue)), count: 1...2),
                default: .list([.text(TrajectoryPanel.loss.rawValue)]),
                summary: "What is shown of every group, each in rows of its own."),
            ParameterSpecification(
                "group_by", .text, isOptional: true,
                summary: """
                    `k`, or a label of the trajectories: those that share its value are the seeds \
                    of one panel. One panel by default.
                    """),
            .groupTitles,
            ParameterSpecification(
                "columns", .integer(1...6), default: .integer(3), summary: "Panels in a row."),
            ParameterSpecification(
                "epochs", .choice(EpochAxis.allCases.map(\.rawValue)),
                default: .text(EpochAxis.logarithmic.rawValue),
                summary: "How epochs are laid out; a logarithmic axis leaves out epoch 0."),
            .figureNotes, .figureStandIn,
        ],
        inputs: .fixed([
            InputSpecification(
                "trajectories", .many, .trajectory,
                summary: "Measured trainings; those of one group are its seeds.")
        ]),
        outputs: .fixed(OutputSpecification.drawing), carriesProfile: true, namesStandIns: true,
        check: FigureChecks.labels)
}
