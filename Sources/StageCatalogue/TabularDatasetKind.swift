package import PipelineLanguage

extension StageKind {
    /// Tables of numbers as training and test sets (paper, "Models").
    package static let tabularDataset = StageKind(
        name: "dataset.tabular",
        revision: 1,
        summary: """
            Reads samples from CSV, `.npy`, `.npz` or HDF5 files, splits them into training and \
            test set, and standardises them.
            """,
        parameters: [
            .firstSamples, .testFraction, .splitMethod, .splitSeed, .trainingSamples, .standardise,
            ParameterSpecification(
                "header", .boolean, isOptional: true,
                summary: "For `table`: whether its first line names the columns; true by default."),
            ParameterSpecification(
                "features", .list(of: .text, count: 1...100_000), isOptional: true,
                summary: """
                    For `table`: the inputs' columns; by name where there is a header, by index \
                    from 0 or range such as `0-7` where there is none.
                    """),
            ParameterSpecification(
                "targets", .list(of: .text, count: 1...10_000), isOptional: true,
                summary: "For `table`: the targets' columns, in the same way."),
        ],
        inputs: .fixed([
            InputSpecification(
                "files", .optional, .folder, summary: "What `dataset.fetch` got."),
            .datasetDescription,
            InputSpecification(
                "table", .optional, .any,
                summary: "A CSV file of your own, in place of `files` and `description`."),
        ]),
        outputs: .fixed(
            OutputSpecification.regressionData + [
                OutputSpecification(
                    "summary", path: "summary.json", .json,
                    summary: "Shapes, moments and the targets' spectrum.")
            ]), check: hasSamples, forecast: DatasetForecasts.table)

    /// Every input is optional, but one way or the other there must be samples.
    private static let hasSamples: StageCheck = { stage, _ in
        let names = Set(stage.inputs.map(\.name))
        if names.contains("table") { return columnsOfTable(stage) }
        if names.isSuperset(of: ["files", "description"]) { return [] }
        return [
            StageFault(
                message: "stage '\(stage.definitionName)' has no samples to read",
                label: "expected the input 'table', or 'files' and 'description' of a"
                    + " dataset.fetch stage")
        ]
    }

    private static func columnsOfTable(_ stage: Stage) -> [StageFault] {
        let missing = ["features", "targets"].filter { stage.parameter($0) == nil }
        guard let first = missing.first else { return [] }
        return [
            StageFault(
                message: "stage '\(stage.definitionName)' does not say which columns it reads",
                label:
                    "expected '\(missing.count > 1 ? "features: […], targets: […]" : "\(first): […]")'"
                    + " under 'with'")
        ]
    }
}
