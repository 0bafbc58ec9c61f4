package import PipelineLanguage

extension StageKind {
    /// Appendix C's bound on every measured layer (paper, proposition 1).
    package static let tabulateProposition1 = StageKind(
        name: "collapse.proposition1",
        revision: 3,
        summary: """
            Evaluates the paper's Proposition 1 in every layer of measured models: both sides, ε₁ and \
            ε₂, whether the bound holds, fails or is vacuous and which assumption is to blame, and \
            how much of the targets a linear map of the features leaves unexplained.
            """,
        parameters: [
            ParameterSpecification(
                StageGraph.standInParameter, .text, isOptional: true,
                summary: """
                    What stands in for the paper's data, as a remark; what the `standin` kinds make \
                    is named there in any case.
                    """)
        ],
        inputs: .fixed([
            InputSpecification(
                "measurements", .many, .measurement,
                summary:
                    "Measured models; those with the same labels and k are seeds of one setting.")
        ]),
        outputs: .fixed([
            OutputSpecification(
                "table", path: "table.csv", .table,
                summary:
                    "A row per model and layer; models are numbered from 1 within their setting."),
            OutputSpecification(
                "page", path: "table.md", .document,
                summary: "To read: medians over the seeds, and what broke."),
        ]), namesStandIns: true)
}
