internal import DataManifests
internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage

/// What `fetch` got.
struct FetchedFiles {
    private let projectRoot: String
    private let fetched: [(stage: String, description: DatasetDescription, bytes: Int)]

    /// - Parameter stages: names of `dataset.fetch` stages; those that are not fresh are left out.
    init(_ stages: [String], of pipeline: OpenedPipeline) throws {
        projectRoot = pipeline.space.root
        fetched = try pipeline.read { reader in
            try stages.compactMap { name in
                let detail = try reader.show(stage: name)
                guard detail.state.isFresh, let description = Self.description(detail) else {
                    return nil
                }
                return (name, description, Self.size(detail))
            }
        }
    }

    /// A line for each data set.
    func lines(on page: Page) -> [String] {
        var table = TextTable()
        for (_, description, bytes) in fetched {
            table.append([
                description.dataset, "source \(description.source)",
                description.fidelity?.rawValue ?? "", Quantities.bytes(bytes),
            ])
        }
        return table.lines(on: page)
    }

    /// A remark for each data set that came from a substitute though its manifest has more: what was
    /// taken once stays.
    var closerSources: [String] {
        fetched.compactMap { name, description, _ in
            guard description.fidelity == .substitute,
                let manifest = try? ManifestReader.load(name, projectRoot: projectRoot),
                let closest = manifest.sources.first, closest.name != description.source
            else { return nil }
            return
                "note: \(name) came from a substitute; source '\(closest.name)' is closer to "
                + "the paper: nrc-pipe fetch \(name) --force, without a mirror"
        }
    }

    /// Bytes of all files.
    static func size(_ detail: StageDetail) -> Int {
        Int(detail.record?.outputs.first { $0.name == "files" }?.artifact.size ?? 0)
    }

    /// What a fresh stage says of its files; `nil` when that cannot be read.
    static func description(_ detail: StageDetail) -> DatasetDescription? {
        guard let output = detail.outputs.first(where: { $0.output.name == "description" }),
            let data = FileManager.default.contents(atPath: output.storePath)
        else { return nil }
        return try? DatasetDescription(json: data)
    }
}
