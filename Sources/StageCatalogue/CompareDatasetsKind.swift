package import PipelineLanguage

extension StageKind {
    /// What a paper says of its data beside what the data have (paper, table 2).
    package static let compareDatasets = StageKind(
        name: "dataset.comparison",
        revision: 3,
        summary: """
            Puts what the paper says of each data set beside what the data have: samples, \
            dimensions, ranks of the targets; differences are marked.
            """,
        parameters: [
            ParameterSpecification(
                "datasets", .list(of: .text, count: 1...1_000),
                summary: "The manifests' names, in the order of the rows.")
        ],
        inputs: .fixed([
            InputSpecification(
                "summaries", .many, .json,
                summary: "Of prepared data sets; one without any is marked as not looked at.")
        ]),
        outputs: .fixed([
            OutputSpecification("table", path: "table.csv", .table, summary: "CSV with a header."),
            OutputSpecification(
                "page", path: "table.md", .document, summary: "The same to read, with notes."),
        ]),
        derivation: ManifestParameter.ofComparison)
}
