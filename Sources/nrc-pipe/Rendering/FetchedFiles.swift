internal import DataManifests
internal import FoundationEssentials
internal import PipelineEngine

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
