internal import DataManifests
package import PipelineLanguage

extension StageKind {
    /// A data set's files, verified, from wherever its manifest says they are.
    package static let fetchDataset = StageKind(
        name: "dataset.fetch",
        revision: 1,
        summary: """
            Gets the files of a data set as `data-manifests/NAME.yaml` describes it, checks sizes \
            and SHA-256, and takes what is wanted out of archives.
            """,
        parameters: [
            ParameterSpecification("dataset", .text, summary: "The manifest's name."),
            ParameterSpecification(
                "sources", .list(of: .text, count: 0...20), default: .list([]),
                summary: """
                    The manifest's sources that may be used, in this order; by default all, in \
                    its order of fidelity.
                    """),
        ],
        inputs: .fixed([]),
        outputs: .fixed([
            OutputSpecification("files", path: "files", .folder, summary: "The files."),
            OutputSpecification(
                "description", path: "description.json", .json,
                summary: "Where they are from and how to read them."),
        ]),
        derivation: ManifestParameter.ofDataset, forecast: DatasetForecasts.fetched)
}
