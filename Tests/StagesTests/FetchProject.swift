import Foundation
import PipelineLanguage
import StageCatalogue
import TestSupport
import Testing
import WorkerProtocol

@testable import DataManifests
@testable import PipelineEngine
@testable import Stages

/// A project with a manifest of the data set `d`, whose files are had from the folder `origin`.
final class FetchProject: Sendable {
    let folder: StageFolder

    init() throws {
        folder = try StageFolder()
        for name in ["project/data-manifests", "cache", "store", "origin", "mirror"] {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
    }

    var root: String { folder.path("project") }
    var mirror: [String: [String]] { ["mirrors": [folder.path("mirror")]] }

    var surroundings: StageSurroundings {
        StageSurroundings(
            project: root, store: folder.path("store"), cache: folder.path("cache"),
            checkpoints: folder.path("checkpoints"))
    }

    /// Writes the manifest from the text of its sources.
    func describe(_ sources: String..., terms: String? = nil, description: String = "D") throws {
        _ = try folder.write(
            """
            dataset: d
            schema: 1
            title: T
            description: \(description)
            citation: C
            licence: L
            \(terms.map { "terms: |\n  " + $0.replacing("\n", with: "\n  ") } ?? "")
            sources:
            \(sources.joined(separator: "\n"))

            """, to: "project/data-manifests/d.yaml")
    }

    // MARK: Fetching

    /// What the runner asks of the worker, planned with the manifest as it is now.
    func request(sources: [String] = [], settings: [String: [String]] = [:]) throws -> StageRequest
    {
        let file = try folder.write(
            """
            pipeline: {name: test, schema: 1}
            stages:
              get: {kind: dataset.fetch, with: {dataset: d, sources: \(sources)}}

            """, to: "project/p.yaml")
        let stage = try #require(
            PipelineLoader.load(file: file, projectRoot: root, kinds: StageCatalogue.kinds)
                .graph.stages.first)
        var surroundings = surroundings
        surroundings.settings = settings
        return StageRequest(
            stage, inputs: [:], outputs: try folder.outputs(of: .fetchDataset, in: "got"),
            threads: 1, surroundings: surroundings)
    }

    func fetch(
        sources: [String] = [], settings: [String: [String]] = [:]
    ) throws -> FetchedDataset {
        try fetch(request(sources: sources, settings: settings))
    }

    func fetch(_ request: StageRequest) throws -> FetchedDataset {
        try FetchedDataset(response: run(request), in: folder.path("got"))
    }

    /// The text of the error that a fetch ends in; empty when it succeeds.
    func refusal(
        sources: [String] = [], settings: [String: [String]] = [:]
    ) throws -> String {
        try refusal(request(sources: sources, settings: settings))
    }

    func refusal(_ request: StageRequest) -> String {
        do {
            _ = try run(request)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// A stage finds its place empty.
    private func run(_ request: StageRequest) throws -> StageResponse {
        try forget("got")
        try FileManager.default.createDirectory(
            atPath: folder.path("got"), withIntermediateDirectories: true)
        return try folder.run(request)
    }

    /// Removes something of the project's folder.
    func forget(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: folder.path(path)) else { return }
        try FileManager.default.removeItem(atPath: folder.path(path))
    }

    /// Paths below a folder, sorted; folders left out.
    func files(in name: String) -> [String] { FetchedDataset.files(in: folder.path(name)) }
}

/// What a `dataset.fetch` stage has left.
struct FetchedDataset {
    /// Path below `files` → text.
    let files: [String: String]
    let description: DatasetDescription
    let response: StageResponse

    fileprivate init(response: StageResponse, in folder: String) throws {
        self.response = response
        files = try Dictionary(
            uniqueKeysWithValues: Self.files(in: "\(folder)/files").map { name in
                (name, try String(contentsOfFile: "\(folder)/files/\(name)", encoding: .utf8))
            })
        description = try DatasetDescription(
            json: Data(contentsOf: URL(fileURLWithPath: "\(folder)/description.json")))
    }

    fileprivate static func files(in folder: String) -> [String] {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        return (paths ?? []).filter { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }

    /// Where a file came from.
    func origin(of file: String) -> String? { response.provenance["fetched_from \(file)"] }
}
