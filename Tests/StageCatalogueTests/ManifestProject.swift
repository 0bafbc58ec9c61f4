import PipelineLanguage
import StageCatalogue
import TestSupport
import Testing

/// A project with data manifests and a pipeline of the real catalogue that names them.
struct ManifestProject {
    /// One line a key, so that tests can replace them. The second file has no digest.
    static let manifest = """
        dataset: d
        schema: 1
        title: T
        description: D
        citation: C
        licence: L
        terms: No copies.
        stated: {samples: 9, inputs: [2], targets: 1, target_rank: 1, task: t, architecture: a}
        sources:
          - name: publisher
            fidelity: original
            manual: Ask.
            files:
              - name: a.csv
                urls: [https://a.invalid/a.csv]
                sha256: 8d3ee0d82708df11b54debc6a4fbade77c604a047f019fa7940413032eb7b096
              - name: b.csv
                urls: [https://b.invalid/b.csv]
            layout: {format: csv, files: "?.csv", header: false, inputs: [0], targets: [1]}
          - name: copy
            fidelity: substitute
            note: N
            files: [{name: c.csv}]
            layout: {format: csv, files: c.csv, header: false, inputs: [0], targets: [1]}

        """
    static let header = "pipeline: {name: test, schema: 1}\nstages:\n"
    static let fetch = "  get: {kind: dataset.fetch, with: {dataset: d}}\n"

    private let project: TemporaryProject

    init(_ manifest: String? = manifest) throws {
        project = try TemporaryProject()
        if let manifest { try write(manifest) }
    }

    func write(_ manifest: String, as name: String = "d") throws {
        try project.write(manifest, to: "data-manifests/\(name).yaml")
    }

    func writePins(_ json: String) throws {
        try project.write(json, to: "data-manifests/pins.json")
    }

    func load(_ stages: String = fetch) throws -> LoadedPipeline {
        try project.write(Self.header + stages, to: "p.yaml")
        return try PipelineLoader.load(
            file: project.path("p.yaml"), projectRoot: project.path, kinds: StageCatalogue.kinds)
    }

    /// A parameter of a stage.
    func parameter(
        _ name: String = "manifest", of stage: String = "get", _ stages: String = fetch
    ) throws -> Stage.Parameter {
        let stage = try #require(load(stages).graph.stages.first { $0.name == stage })
        return try #require(stage.parameters.first { $0.name == name })
    }

    /// All diagnostics of a pipeline, as they are printed; empty when it is right.
    func diagnostics(_ stages: String = fetch) throws -> String {
        do {
            return try load(stages).warnings.rendered()
        } catch let problems as PipelineDiagnostics {
            return problems.rendered()
        }
    }
}
