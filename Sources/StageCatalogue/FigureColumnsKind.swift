package import PipelineLanguage

extension StageKind {
    /// Panels of several drawings as the columns of one (paper, figure 4).
    package static let figureColumns = StageKind(
        name: "figure.columns",
        revision: 3,
        summary: """
            Puts panels of figures that were drawn before beside each other, a column each, as PDF, \
            SVG and PNG, with the figure's data beside them. Neighbouring columns of one title have \
            a legend in common, so that what one figure's colours mean says nothing of another's.
            """,
        parameters: [
            .figureName, .figureTitle,
            ParameterSpecification(
                "columns",
                .list(of: .list(of: .text, count: 1...12), count: 1...6),
                summary: """
                    For each figure, the names of its panels from the top, as its data and tables \
                    name them; `none` leaves a place empty.
                    """),
            ParameterSpecification(
                "column_titles", .list(of: .text, count: 1...6),
                summary: "What each column shows, before its panels' own second titles."),
            .figureNotes, .figureStandIn,
        ],
        inputs: .fixed([
            InputSpecification(
                "figures", .many, .json,
                summary:
                    "Data of drawn figures, one for each column; one may be there several times.")
        ]),
        outputs: .fixed(OutputSpecification.drawing), carriesProfile: true, namesStandIns: true)
}
