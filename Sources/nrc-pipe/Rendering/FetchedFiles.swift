internal import DataManifests
internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage

/// What `fetch` got, a line for each data set.
enum FetchedFiles {
    /// - Parameter stages: names of `dataset.fetch` stages; those that are not fresh are left out.
    static func lines(of stages: [String], _ reader: PipelineReader) throws -> [String] {
        var table = TextTable()
        for name in stages {
            let detail = try reader.show(stage: name)
            guard detail.state.isFresh, let description = description(detail) else { continue }
            table.append([
                description.dataset, "source \(description.source)",
                description.fidelity?.rawValue ?? "", Quantities.bytes(size(detail)),
            ])
        }
        return table.lines
    }

    /// A remark for each data set that came from a substitute though its manifest has more: what was
    /// taken once stays.
    static func closerSources(_ stages: [String], _ pipeline: OpenedPipeline) throws -> [String] {
        try pipeline.read { reader in
            try stages.compactMap { name in
                let detail = try reader.show(stage: name)
                guard detail.state.isFresh, let description = description(detail),
                    description.fidelity == .substitute,
                    let manifest = try? ManifestReader.load(
                        name, projectRoot: pipeline.space.root),
                    let closest = manifest.sources.first, closest.name != description.source
                else { return nil }
                return
                    "note: \(name) came from a substitute; source '\(closest.name)' is closer to "
                    + "the paper: nrc-pipe fetch \(name) --force, without a mirror"
            }
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
