package import PipelineLanguage

extension StageKind {
    /// Measurements side by side, for searches and for spreadsheets.
    package static let tabulateCollapse = StageKind(
        name: "collapse.table",
        revision: 2,
        summary: """
            Gathers measurements into one table with a row per model and layer, led by their \
            labels.
            """,
        parameters: [
            ParameterSpecification(
                StageGraph.standInParameter, .text, isOptional: true,
                summary: """
                    What stands in for the paper's data, as a column; what the `standin` kinds \
                    make is named there in any case.
                    """)
        ],
        inputs: .fixed([
            InputSpecification(
                "measurements", .many, .measurement,
                summary: """
                    Measured models, all with the same labels; labels and k tell them apart.
                    """)
        ]),
        outputs: .fixed([
            OutputSpecification("table", path: "table.csv", .table, summary: "CSV with a header.")
        ]), namesStandIns: true)
}
