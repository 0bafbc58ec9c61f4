internal import PipelineLanguage

extension OutputSpecification {
    /// A figure in every form.
    static let drawing = [
        OutputSpecification("pdf", path: "figure.pdf", .image, summary: "Vector graphics."),
        OutputSpecification("svg", path: "figure.svg", .image, summary: "For web pages."),
        OutputSpecification("png", path: "figure.png", .image, summary: "For a quick look."),
        OutputSpecification(
            "data", path: "figure.data.json", .json, summary: "Everything that is drawn."),
        OutputSpecification(
            "panels", path: "panels", .folder, summary: "One CSV table a panel."),
    ]
}

extension ParameterSpecification {
    static let figureName = ParameterSpecification(
        "name", .text, summary: "The figure's name, such as `fig8`, in its data.")
    static let figureTitle = ParameterSpecification(
        "title", .text, summary: "Title above the panels.")
    static let groupTitles = ParameterSpecification(
        "group_titles", .mapping(of: .text), default: .mapping([]),
        summary: "A title for each group's value; the value itself by default.")
    static let figureNotes = ParameterSpecification(
        "notes", .list(of: .text, count: 0...10), default: .list([]),
        summary: "Remarks below the panels.")
    static let figureStandIn = ParameterSpecification(
        StageGraph.standInParameter, .text, isOptional: true,
        summary: """
            What stands in for the paper's data, shown in red below the title; what the `standin` \
            kinds make is named there in any case.
            """)
}
