import Foundation
import StageCatalogue
import TestSupport
import Testing
import WorkerProtocol

@testable import DataManifests
@testable import Stages

/// The project's own manifests and the real data, fetched and prepared, beside NumPy and
/// scikit-learn (`Golden/make_table_goldens.py`).
@Suite(
    .enabled(
        if: RealData.isPresent(
            "sgemm_product_dataset.zip", "swimmer.csv", "reacher.csv", "hopper.csv"),
        "\(RealData.absence)"))
struct RealTableTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private let folder: StageFolder

    init() throws {
        folder = try StageFolder()
        for name in ["cache", "store"] {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
    }

    /// Gets a data set from the mirror beside the project.
    private func fetch(_ dataset: String) throws -> [String: String] {
        let manifest = try ManifestReader.load(dataset, projectRoot: Self.repository)
            .pinned(by: PinFile.read(projectRoot: Self.repository))
        let outputs = try folder.outputs(of: .fetchDataset, in: "got")
        try folder.run(
            StageRequest(
                stage: "get", kind: "dataset.fetch",
                parameters: [
                    "dataset": .text(dataset), "sources": .list([]),
                    "manifest": try RequestValue(encoding: manifest.decisive),
                ],
                inputs: [:], outputs: outputs, threads: 1, profile: nil,
                surroundings: StageSurroundings(
                    project: Self.repository, store: folder.path("store"),
                    cache: folder.path("cache"), checkpoints: folder.path("checkpoints"),
                    settings: ["mirrors": [RealData.folder], "offline": ["true"]])))
        return outputs
    }

    @Test(
        "real data have scikit-learn's arrays to the last bit, and NumPy's summary",
        arguments: ["swimmer", "reacher", "hopper", "sgemm"])
    func tables(dataset: String) throws {
        let golden = try #require(
            GoldenFile.json("real_tables.json", as: [String: Golden].self)[dataset])
        let inputs = try fetch(dataset)
        for (standardises, expected) in [(true, golden.standardised), (false, golden.raw)] {
            let outputs = try folder.run(
                .tabularDataset, ["standardise": .boolean(standardises)], inputs: inputs)
            for (name, digest) in expected.digests {
                let array = try NumPyFile(#require(outputs[name]))
                #expect(array.elementType == "<f4")
                #expect(
                    GoldenFile.sha256(array.data) == digest,
                    "\(dataset): \(name), standardised: \(standardises)")
            }
            let summary = try GoldenFile.json(#require(outputs["summary"]), as: TableSummary.self)
            #expect(summary.differences(from: golden.summary) == [])
        }
    }
}

private struct Golden: Decodable {
    struct Digests: Decodable {
        let features: String
        let targets: String
        let testFeatures: String
        let testTargets: String

        var digests: [String: String] {
            [
                "features": features, "targets": targets, "test_features": testFeatures,
                "test_targets": testTargets,
            ]
        }
    }

    let standardised: Digests
    let raw: Digests
    let summary: TableSummary
}
